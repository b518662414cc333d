import { encodeText } from '@vt/sqlparser';
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

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\u001a',
};

/** What a literal says, without its quotes. */
function unescape(literal: string, { noBackslashEscapes }: ScanMode): string {
  const quote = literal[0] as string;
  let out = '';
  for (let at = 1; at < literal.length - 1; at++) {
    const c = literal[at] as string;
    if (c === quote) at++;
    if (c !== '\\' || noBackslashEscapes) {
      out += c;
      continue;
    }
    const escaped = literal[++at] as string;
    // For LIKE's sake these two keep their backslash.
    out += escaped === '%' || escaped === '_' ? `\\${escaped}` : (escapes[escaped] ?? escaped);
  }
  return out;
}
