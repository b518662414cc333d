import type { ShardQuery } from '@vt/engine';
import type { Diagnostic } from '@vt/sqltypes';

/** At the end, or before what is said of it: that a delimiter is deprecated. */
export const AT_ROW = /\bat row (\d+)(?= is deprecated\.|$)/;

/** The number of the row that a warning speaks of. */
export function rowOf({ message }: Diagnostic): number | undefined {
  const row = AT_ROW.exec(message)?.[1];
  return row === undefined ? undefined : Number(row);
}

/** A shard numbers the rows that it got; `numbers` are theirs in the client's statement. */
export function renumbered(said: Diagnostic, numbers: readonly number[] | undefined): Diagnostic {
  const number = numbers?.[(rowOf(said) ?? 0) - 1];
  return number === undefined ? said : { ...said, message: said.message.replace(AT_ROW, `at row ${number}`) };
}

/** Warnings of rows come in the rows' order, whichever shard speaks first. */
export function pushByRow(
  all: Diagnostic[],
  said: Diagnostic,
  numberOf: (one: Diagnostic) => number = (one) => rowOf(one) ?? 0,
): void {
  const row = numberOf(said);
  let at = all.length;
  while (at > 0 && numberOf(all[at - 1] as Diagnostic) > row) at--;
  all.splice(at, 0, said);
}

const BAD_NULL = 1048;
const NO_DEFAULT = 1364;
const DIVISION_BY_ZERO = 1365;
/** Truncated values, dates that are none, results that do not fit. */
const OF_VALUES = new Set([1264, 1292, 1366, 1411, 1441]);

/** Keys, constraints and partitions that a row does not suit, once it has its values. */
const AT_ENDS_OF_ROWS = new Set([1062, 1451, 1452, 1526, 1586, 1748, 3819, 4025]);

/** Of a row a mysqld says it last. */
export const isSaidLast = (code: number): boolean => AT_ENDS_OF_ROWS.has(code);

/** What a written row does not suit: of two equal rows each has its own. */
export const isOfWrittenRow = (code: number): boolean => code === BAD_NULL || AT_ENDS_OF_ROWS.has(code);

/** Whether what an INSERT fails of, or is warned of, is about one of its rows or their values. */
export const isOfInsertedRow = (code: number): boolean =>
  isOfWrittenRow(code) || code === NO_DEFAULT || code === DIVISION_BY_ZERO || OF_VALUES.has(code);

/**
 * Whether a warning speaks of a row's value: then each shard has its own, though they say the same. A value that the statement has itself is said once,
 * but where it is computed for each row.
 */
export function isOfRow({ code, message }: Diagnostic, query: ShardQuery): boolean {
  if (code === DIVISION_BY_ZERO || code === NO_DEFAULT || isOfWrittenRow(code)) return true;
  const value = OF_VALUES.has(code) ? /'(.*)'/s.exec(message)?.[1] : undefined;
  if (value === undefined) return false;
  const places = placesOf(value, query);
  if (places.length === 0) return true;
  const [from, to] = computedByRow(query.sql);
  return places.every((at) => at >= from && at < to);
}

/** Where a statement has what is computed for each row, even of constants: what an UPDATE sets, and the columns of a SELECT. */
function computedByRow(sql: string): readonly [from: number, to: number] {
  const isSelect = /^select /i.test(sql);
  const from = isSelect ? 0 : /^update .*? set /is.exec(sql)?.[0].length;
  const to = sql.search(isSelect ? / from /i : / where /i);
  return from === undefined ? [0, 0] : [from, to < 0 ? sql.length : to];
}

/** Where a statement's text has a value as a literal of its own. */
function placesOf(value: string, { sql, binds }: ShardQuery): number[] {
  const found = sql.indexOf(`'${value}'`);
  const named = Object.entries(binds).filter(
    ([, bind]) => bind.value && Buffer.from(bind.value).equals(Buffer.from(value)),
  );
  const at = named.map(([name]) => sql.search(new RegExp(`:${name}\\b`)));
  return [found, ...at].filter((one) => one >= 0);
}
