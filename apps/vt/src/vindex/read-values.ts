import { StartError } from '@vt/servenv/cli';
import { type BindValue, Type, type TypeName } from '@vt/sqltypes';

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const INT64_MAX = 2n ** 63n - 1n;

/**
 * The values of one line: a JSON value, or a list of one for each column. Strings are VARCHAR, whole numbers INT64 (UINT64 where they
 * are too big for it), other numbers DECIMAL; `{"hex": "8a1e"}` are bytes and `{"type": "DATE", "value": "2026-01-02"}` anything else (type NULL for NULL).
 * Of recorded vectors it is `$hex`.
 * @throws StartError for what is none of these.
 */
export function readValues(line: string): BindValue[] {
  let parsed: unknown;
  try {
    // Numbers keep all their digits: JSON.parse would round those of 64 bits.
    parsed = JSON.parse(line.replace(TOKEN, (token) => (token.startsWith('"') ? token : `{"number":"${token}"}`)));
  } catch (error) {
    throw new StartError(`not JSON: ${line}: ${(error as Error).message}`);
  }
  return (Array.isArray(parsed) ? parsed : [parsed]).map((value) => readValue(value, line));
}

function readValue(value: unknown, line: string): BindValue {
  if (value === null) return { type: Type.NULL_TYPE, value: new Uint8Array(0) };
  if (typeof value === 'string') return { type: Type.VARCHAR, value: Buffer.from(value) };
  if (typeof value === 'boolean') return { type: Type.INT64, value: Buffer.from(value ? '1' : '0') };
  if (typeof value === 'object' && !Array.isArray(value)) {
    const { number, $hex, hex = $hex, type, value: text } = value as Readonly<Record<string, unknown>>;
    if (typeof number === 'string') return readNumber(number);
    if (typeof hex === 'string' && /^(?:[0-9a-f]{2})*$/i.test(hex)) {
      return { type: Type.VARBINARY, value: Buffer.from(hex, 'hex') };
    }
    if (type === 'NULL') return readValue(null, line);
    const known = typeof type === 'string' ? Type[type.toUpperCase() as TypeName] : undefined;
    if (known !== undefined) return { type: known, value: bytesOf(text) };
  }
  throw new StartError(`no value: ${line}`);
}

function readNumber(text: string): BindValue {
  if (!/^-?\d+$/.test(text)) return { type: Type.DECIMAL, value: Buffer.from(text) };
  const type = BigInt(text) > INT64_MAX ? Type.UINT64 : Type.INT64;
  return { type, value: Buffer.from(text) };
}

function bytesOf(value: unknown): Uint8Array {
  if (value === null || value === undefined) return new Uint8Array(0);
  if (typeof value === 'object' && 'number' in value) return Buffer.from(String(value.number));
  return Buffer.from(String(value));
}
