import { encodeText, unescapeString } from '@vt/sqlparser';
import { type BindVariables, Type } from '@vt/sqltypes';
import { type ScanMode, scan } from '../text/scan.ts';

export type Separated = { readonly sql: string; readonly binds: BindVariables };

/** A surrogate without its other half. */
const LONE = /\p{Surrogate}/u;

/**
 * INVARIANT: a statement travels as UTF-8, and its text keeps bytes that are none as lone surrogates, which would be lost on the way. String
 * literals that have such bytes become bind variables, which travel as bytes.
 */
export function separateBytes(sql: string, binds: BindVariables, mode: ScanMode): Separated {
  if (!LONE.test(sql)) return { sql, binds };
  const own: Record<string, BindVariables[string]> = { ...binds };
  let out = '';
  let copied = 0;
  for (const token of scan(sql, mode)) {
    if (token.kind !== 'string' || !LONE.test(token.text)) continue;
    const name = `__bytes${token.start}`;
    own[name] = { type: Type.VARCHAR, value: encodeText(unescape(token.text, mode)) };
    out += `${sql.slice(copied, token.start)}:${name}`;
    copied = token.end;
  }
  return { sql: out + sql.slice(copied), binds: own };
}

/** What a literal says, without its quotes. */
function unescape(literal: string, { noBackslashEscapes }: ScanMode): string {
  return unescapeString(literal.slice(1, -1), literal.startsWith('"') ? '"' : "'", !noBackslashEscapes);
}
