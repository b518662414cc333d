import { VtError } from '@vt/base';
import { decodeText } from '@vt/sqlparser';
import { type BindVariable, encodeScalar } from '@vt/sqltypes';
import { type ScanMode, scan } from '../text/scan.ts';

/** Where the `?` of a prepared statement are. */
export function findParams(sql: string, mode: ScanMode): number[] {
  const offsets: number[] = [];
  for (const token of scan(sql, mode)) if (token.kind === 'symbol' && token.text === '?') offsets.push(token.start);
  return offsets;
}

/** The statement with its parameters' values written in. @throws VT03025 when there are not as many as placeholders. */
export function inlineParams(
  sql: string,
  offsets: readonly number[],
  params: readonly BindVariable[],
  mode: ScanMode,
): string {
  if (params.length !== offsets.length) throw VtError.of('VT03025', 'mysqld_stmt_execute');
  let out = '';
  let copied = 0;
  for (const [i, offset] of offsets.entries()) {
    const literal = encodeScalar(`v${i + 1}`, params[i] as BindVariable, {
      noBackslashEscapes: mode.noBackslashEscapes,
    });
    out += sql.slice(copied, offset) + decodeText(literal);
    copied = offset + 1;
  }
  return out + sql.slice(copied);
}

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
