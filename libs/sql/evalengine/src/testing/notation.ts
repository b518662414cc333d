import { Type, typeName } from '@vt/sqltypes';
import type { EvalType } from '../type/eval-type.ts';

const BINARY_FLAG = 128;
/** The corpora tell binary strings by the flag, which texts with a _bin collation have too. */
const byFlag: Readonly<Record<number, string>> = {
  [Type.CHAR]: 'BINARY',
  [Type.VARCHAR]: 'VARBINARY',
  [Type.TEXT]: 'BLOB',
};

/** The text of a value in the corpora's notation: `INT64(1)`, `VARCHAR("a")` with Go's quoting, `NULL`. */
export function notation(type: EvalType, text: Uint8Array | null): string {
  if (text === null) return 'NULL';
  const name = (type.flags & BINARY_FLAG ? byFlag[type.type] : undefined) ?? typeName(type.type);
  const quoted = (type.type & 2048) !== 0 && type.type !== Type.BIT;
  const bytes = Buffer.from(text);
  return quoted || type.type === Type.BIT ? `${name}(${goQuote(bytes)})` : `${name}(${bytes.toString('latin1')})`;
}

const short: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
};

/** Go's %q: what cannot be printed as escapes. */
export function goQuote(bytes: Uint8Array): string {
  let out = '"';
  for (let at = 0; at < bytes.length; ) {
    const size = utf8Size(bytes, at);
    if (size === 0) {
      out += `\\x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`;
      at++;
      continue;
    }
    const character = Buffer.from(bytes.subarray(at, at + size)).toString('utf8');
    out += quoteCharacter(character);
    at += size;
  }
  return `${out}"`;
}

function quoteCharacter(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const known = short[point];
  if (known) return known;
  if (point < 0x20 || point === 0x7f) return `\\x${point.toString(16).padStart(2, '0')}`;
  if (point < 0x7f || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character)) return character;
  if (point < 0x10000) return `\\u${point.toString(16).padStart(4, '0')}`;
  return `\\U${point.toString(16).padStart(8, '0')}`;
}

function utf8Size(bytes: Uint8Array, at: number): number {
  for (let size = 1; size <= 4 && at + size <= bytes.length; size++) {
    const text = Buffer.from(bytes.subarray(at, at + size)).toString('utf8');
    if (!text.includes('\ufffd') && [...text].length === 1) return size;
  }
  const first = bytes[at] ?? 0;
  return first === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd ? 3 : 0;
}
