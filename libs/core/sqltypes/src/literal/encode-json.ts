import { jsonDoubleText } from '../wire/float-text.ts';
import { encodeString, type LiteralMode } from './encode-string.ts';

/** Strings, which may be keys, numbers, and what tells where they stand. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[[\]{},:]/g;
/** A point, or more digits than a BIGINT UNSIGNED is sure to have: else there is no DECIMAL whose text is another number's. */
const MAY_HAVE_DECIMALS = /\d\.\d|\d{19}/;
const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

/** Where in a document a token stands: in an array behind so many commas, or in an object behind a key. */
type Level = { index: number } | { key: string | undefined };

/**
 * A JSON value, as a server has written it, as a literal of the same value. Read as JSON, `1.10` is a DOUBLE and 1.1 from then on: numbers that were
 * DECIMALs are put in as such.
 */
export function encodeJson(value: Uint8Array, mode: LiteralMode): Uint8Array {
  const document = encodeString(value, mode);
  const text = Buffer.from(value.buffer, value.byteOffset, value.length);
  if (!MAY_HAVE_DECIMALS.test(text.toString('latin1'))) return document;
  const decimals = decimalsIn(text.toString('utf8'));
  if (decimals.length === 0) return document;
  const replaced = decimals.flatMap(({ path, digits }) => [
    Buffer.from(', '),
    encodeString(Buffer.from(path), mode),
    Buffer.from(`, ${digits}`),
  ]);
  return Buffer.concat([Buffer.from('json_replace('), document, ...replaced, Buffer.from(')')]);
}

function decimalsIn(text: string): { readonly path: string; readonly digits: string }[] {
  const found: { path: string; digits: string }[] = [];
  const levels: Level[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (token === '{') levels.push({ key: undefined });
    else if (token === '[') levels.push({ index: 0 });
    else if (token === '}' || token === ']') levels.pop();
    else if (token === ',') next(level);
    else if (token.startsWith('"')) {
      if (level && 'key' in level) level.key ??= token;
    } else if (token !== ':' && isDecimal(token)) found.push({ path: `$${levels.map(step).join('')}`, digits: token });
  }
  return found;
}

function next(level: Level | undefined): void {
  if (level && 'index' in level) level.index++;
  else if (level) level.key = undefined;
}

const step = (level: Level): string => ('index' in level ? `[${level.index}]` : `.${level.key}`);

/** Whether it is written in another way than an integer or a double would be. */
function isDecimal(digits: string): boolean {
  if (!/^-?\d+(?:\.\d+)?$/.test(digits)) return false;
  if (digits.includes('.')) return jsonDoubleText(Number(digits)) !== digits;
  const value = BigInt(digits);
  return value < INT64_MIN || value > UINT64_MAX;
}
