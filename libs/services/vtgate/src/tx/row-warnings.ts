import type { ShardQuery } from '@vt/engine';
import type { Diagnostic } from '@vt/sqltypes';

export const AT_ROW = /\bat row (\d+)$/;

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
export function pushByRow(all: Diagnostic[], said: Diagnostic): void {
  const row = rowOf(said) ?? 0;
  let at = all.length;
  while (at > 0 && (rowOf(all[at - 1] as Diagnostic) ?? 0) > row) at--;
  all.splice(at, 0, said);
}

const DIVISION_BY_ZERO = 1365;
/** Truncated values, dates that are none, results that do not fit. */
const OF_VALUES = new Set([1264, 1292, 1366, 1411, 1441]);

/** Keys, constraints and partitions that a written row does not suit: of two equal rows each has its own. */
const OF_WRITTEN_ROWS = new Set([1048, 1062, 1451, 1452, 1526, 1586, 1748, 3819, 4025]);

/** Whether an error of this number is a row's that was to be written. */
export const isOfWrittenRows = (errno: number): boolean => OF_WRITTEN_ROWS.has(errno);

/** Whether a warning speaks of a row's value: then each shard has its own, though they say the same. A value that is in the statement is said once. */
export function isOfRow({ code, message }: Diagnostic, { sql, binds }: ShardQuery): boolean {
  if (code === DIVISION_BY_ZERO || OF_WRITTEN_ROWS.has(code)) return true;
  const value = OF_VALUES.has(code) ? /'(.*)'/s.exec(message)?.[1] : undefined;
  if (value === undefined || sql.includes(value)) return false;
  return !Object.values(binds).some((bind) => Buffer.from(bind.value ?? []).includes(value));
}
