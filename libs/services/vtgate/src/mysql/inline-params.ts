import { isUtf8 } from 'node:buffer';
import { VtError } from '@vt/base';
import { decodeText } from '@vt/sqlparser';
import { type BindValue, type BindVariable, encodeScalar, isBinary, isFloat, isNumber, Type } from '@vt/sqltypes';
import { PARAMETER_PREFIX, type VariableValue } from '../session/session.ts';
import { type ScanMode, scan } from '../text/scan.ts';
import { asColumn } from './column-value.ts';
import { computedText } from './computed-literal.ts';
import { DECIDING, decidingParams, UNKNOWN_AFTER, UNKNOWN_BEFORE } from './deciding-params.ts';
import { asDerived, asPreparedAgain, castToMoment, isBlankNumber, isPreparedAgain } from './derived-params.ts';
import { asDouble, wholeAsDouble } from './double-literal.ts';
import { itemParams } from './item-params.ts';
import type { KnownParams } from './known-params.ts';
import { countOf, countParams, type ExecutedBy } from './limit-params.ts';
import { isOperand } from './operands.ts';
import { isNumberOfMoment, numberOfMoment } from './temporal-number.ts';

/** Where the `?` of a prepared statement are. */
export function findParams(sql: string, mode: ScanMode): number[] {
  const offsets: number[] = [];
  for (const token of scan(sql, mode)) if (token.kind === 'symbol' && token.text === '?') offsets.push(token.start);
  return offsets;
}

/** Whether a parameter is among the columns of a SELECT, whose names and types it decides. */
export function hasColumnParams(sql: string, offsets: readonly number[], mode: ScanMode): boolean {
  const [first] = offsets;
  return first !== undefined && first < endOfColumns(sql, mode);
}

/**
 * The statement with its parameters' values written in. Those among the columns of a SELECT become variables of the session for the time: a
 * column is called `?` and has the type of a parameter.
 * @throws VT03025 when there are not as many as placeholders.
 */
export function inlineParams(
  sql: string,
  offsets: readonly number[],
  params: readonly BindVariable[],
  mode: ScanMode,
  parameters: Map<string, VariableValue>,
  by: ExecutedBy,
  { derived = [], computed }: Partial<KnownParams> = {},
): string {
  if (params.length !== offsets.length) throw VtError.of('VT03025', by.command);
  parameters.clear();
  const isAgain = isPreparedAgain(params, derived);
  const typed = isAgain ? asPreparedAgain : asDerived;
  const columnsEnd = offsets.length > 0 ? endOfColumns(sql, mode) : 0;
  const sorted = /\bby\b/i.test(sql) ? sortedBy(sql, mode) : noOffsets;
  const counts = /\blimit\b/i.test(sql) ? countParams(sql, mode) : noOffsets;
  const deciding = columnsEnd > 0 && DECIDING.test(sql) ? decidingParams(sql, mode) : noOffsets;
  const whereAt = CHANGES.test(sql) ? startOfWhere(sql, mode) : sql.length;
  const items = params.some(({ type }) => isFloat(type)) ? itemParams(sql, mode) : noOffsets;
  let out = '';
  let copied = 0;
  for (const [i, offset] of offsets.entries()) {
    const sent = params[i] as BindVariable;
    const isColumn = offset < columnsEnd;
    const seen = isColumn ? undefined : computed?.get(i);
    const moment = !isColumn && !seen && isNumberOfMoment(sent, derived[i]) ? numberOfMoment(sent) : sent;
    // Bytes among what a SELECT computes are a text to MySQL, by the connection's collation, as long as it goes by what it derived.
    const isText =
      !isAgain && isColumn && isBinary(moment.type) && derived[i] !== Type.VARBINARY && isUtf8(moment.value);
    const given = isText ? { ...moment, type: Type.VARCHAR } : moment;
    const isTyped = (isColumn || seen !== undefined) && !counts.has(offset);
    const param = isTyped ? typed(given, derived[i], isOperand(sql, offset)) : given;
    if (counts.has(offset)) {
      out += sql.slice(copied, offset) + countOf(param, by);
      copied = offset + 1;
      continue;
    }
    const written = (value: BindVariable): string => {
      const own = seen && isFloat(value.type) ? wholeAsDouble(value) : asDouble(value, sql, offset, items);
      return decodeText(encodeScalar(`v${i + 1}`, own, { noBackslashEscapes: mode.noBackslashEscapes }));
    };
    const literal = written(param);
    const name = `${PARAMETER_PREFIX}${i + 1}`;
    if (isColumn) parameters.set(name, asColumn(sent, param as BindValue, derived[i], isOperand(sql, offset), isAgain));
    if (sorted.has(offset) && isNumber(param.type)) {
      // A number that stands there as a literal would be a column's place.
      out += `${sql.slice(copied, offset)}null`;
      copied = offset + 1;
      continue;
    }
    const isBlank = !isAgain && offset > whereAt && isBlankNumber(given, derived[i]);
    const cast = columnsEnd > 0 ? castToMoment(given, derived[i]) : isBlank ? 'signed' : undefined;
    const own = seen && computedText({ given, typed: param, derived: derived[i], seen }, written);
    const text = own ?? (cast === undefined ? literal : `cast(${literal} as ${cast})`);
    const variable = deciding.has(offset) ? `${UNKNOWN_BEFORE}@\`${name}\`${UNKNOWN_AFTER}` : `@\`${name}\``;
    out += sql.slice(copied, offset) + (isColumn ? variable : text);
    copied = offset + 1;
  }
  return out + sql.slice(copied);
}

const noOffsets: ReadonlySet<number> = new Set();
const AFTER_LIST = new Set(['FOR', 'HAVING', 'INTO', 'LIMIT', 'RANGE', 'ROWS', 'SEPARATOR', 'UNION', 'WINDOW', 'WITH']);

/** The `?` that stand alone in an ORDER BY or GROUP BY: a mysqld sorts by a constant there. */
function sortedBy(sql: string, mode: ScanMode): ReadonlySet<number> {
  const found = new Set<number>();
  const lists: number[] = [];
  let depth = 0;
  let before = '';
  let candidate: number | undefined;
  for (const { kind, text, start } of scan(sql, mode)) {
    // What an operator follows is no item of its own.
    if (candidate !== undefined && (kind === 'word' || text === ',' || text === ')')) found.add(candidate);
    candidate = undefined;
    if (text === '(' && kind === 'symbol') depth++;
    if (text === ')' && kind === 'symbol') depth--;
    while ((lists.at(-1) ?? 0) > depth) lists.pop();
    const isList = lists.at(-1) === depth;
    if (kind === 'word' && text === 'BY' && (before === 'ORDER' || before === 'GROUP')) lists.push(depth);
    else if (isList && kind === 'word' && AFTER_LIST.has(text)) lists.pop();
    else if (isList && text === '?' && (before === 'BY' || before === ',')) candidate = start;
    before = kind === 'word' || kind === 'symbol' ? text : '';
  }
  return candidate === undefined ? found : found.add(candidate);
}

const CHANGES = /^\s*(?:update|delete)\b/i;

/** Where the condition of a change of rows begins. */
function startOfWhere(sql: string, mode: ScanMode): number {
  let depth = 0;
  for (const { kind, text, start } of scan(sql, mode)) {
    if (kind === 'symbol' && text === '(') depth++;
    else if (kind === 'symbol' && text === ')') depth--;
    else if (kind === 'word' && depth === 0 && text === 'WHERE') return start;
  }
  return sql.length;
}

/** Where the columns of a SELECT end; 0: the statement is none. */
function endOfColumns(sql: string, mode: ScanMode): number {
  let depth = 0;
  let isFirst = true;
  for (const { kind, text, start } of scan(sql, mode)) {
    if (isFirst && (kind !== 'word' || text !== 'SELECT')) return 0;
    isFirst = false;
    if (kind === 'symbol' && text === '(') depth++;
    else if (kind === 'symbol' && text === ')') depth--;
    else if (kind === 'word' && depth === 0 && AFTER_COLUMNS.has(text)) return start;
  }
  return sql.length;
}

const AFTER_COLUMNS = new Set(['EXCEPT', 'FOR', 'FROM', 'INTERSECT', 'INTO', 'LIMIT', 'ORDER', 'UNION', 'WHERE']);

/** The statement with places `:_l1`, `:_l2` … instead of its question marks. */
export function withPlaces(sql: string, offsets: readonly number[]): string {
  let out = '';
  let copied = 0;
  for (const [i, offset] of offsets.entries()) {
    out += `${sql.slice(copied, offset)}:_l${i + 1}`;
    copied = offset + 1;
  }
  return out + sql.slice(copied);
}
