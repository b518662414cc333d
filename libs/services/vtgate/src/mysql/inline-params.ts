import { VtError } from '@vt/base';
import { decodeText } from '@vt/sqlparser';
import { type BindValue, type BindVariable, encodeScalar } from '@vt/sqltypes';
import { PARAMETER_PREFIX } from '../session/session.ts';
import { type ScanMode, scan } from '../text/scan.ts';

/** Where the `?` of a prepared statement are. */
export function findParams(sql: string, mode: ScanMode): number[] {
  const offsets: number[] = [];
  for (const token of scan(sql, mode)) if (token.kind === 'symbol' && token.text === '?') offsets.push(token.start);
  return offsets;
}

/**
 * The statement with its parameters' values written in. Those among the columns of a SELECT become variables of the session for the time: a
 * column is called `?` and has the type of a parameter. @throws VT03025 when there are not as many as placeholders.
 */
export function inlineParams(
  sql: string,
  offsets: readonly number[],
  params: readonly BindVariable[],
  mode: ScanMode,
  parameters: Map<string, BindValue>,
): string {
  if (params.length !== offsets.length) throw VtError.of('VT03025', 'mysqld_stmt_execute');
  parameters.clear();
  const columnsEnd = offsets.length > 0 ? endOfColumns(sql, mode) : 0;
  let out = '';
  let copied = 0;
  for (const [i, offset] of offsets.entries()) {
    const param = params[i] as BindVariable;
    const literal = encodeScalar(`v${i + 1}`, param, { noBackslashEscapes: mode.noBackslashEscapes });
    const name = `${PARAMETER_PREFIX}${i + 1}`;
    if (offset < columnsEnd) parameters.set(name, param as BindValue);
    out += sql.slice(copied, offset) + (offset < columnsEnd ? `@\`${name}\`` : decodeText(literal));
    copied = offset + 1;
  }
  return out + sql.slice(copied);
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
