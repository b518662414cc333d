import { VtError } from '@vt/base';
import { charsetByName, collationById } from '@vt/collations';
import { encodeValue, type Field, isBinary, Type } from '@vt/sqltypes';
import type { SqlBuffer } from '../db/sql-buffer.ts';

/** Writes a value of one column as a literal. */
export type ValueWriter = (out: SqlBuffer, value: Uint8Array | null) => void;

const NULL = Buffer.from('NULL');
const BINARY = Buffer.from('_binary');
/** Character sets whose texts are well-formed utf8mb4, which is the session's: their literals need no introducer. */
const plainCharsets = new Set(['utf8mb4', 'utf8mb3', 'ascii', 'utf8']);
const mode = { noBackslashEscapes: false };

const quoted: ValueWriter = (out, value) => out.quoted(value as Uint8Array);
const raw: ValueWriter = (out, value) => out.bytes(value as Uint8Array);
const binary: ValueWriter = (out, value) => {
  out.bytes(BINARY);
  out.quoted(value as Uint8Array);
};

/** How values of a source column are written into statements, each in its own character set. NULL is NULL. */
export function valueWriter(field: Field): ValueWriter {
  const write = writerOfType(field);
  return (out, value) => (value === null ? out.bytes(NULL) : write(out, value));
}

/** What the session may take a number's text for. Anything else must not get into a statement. */
const DIGITS = new Uint8Array(256);
for (const letter of '0123456789+-.eE') DIGITS[letter.charCodeAt(0)] = 1;

function writerOfType(field: Field): ValueWriter {
  switch (field.type) {
    case Type.INT8:
    case Type.UINT8:
    case Type.INT16:
    case Type.UINT16:
    case Type.INT24:
    case Type.UINT24:
    case Type.INT32:
    case Type.UINT32:
    case Type.INT64:
    case Type.UINT64:
    case Type.YEAR:
    case Type.DECIMAL:
    case Type.FLOAT32:
    case Type.FLOAT64:
      return numberWriter(field);
    case Type.BIT:
    case Type.JSON:
      return (out, value) => out.bytes(encodeValue({ type: field.type, value: value as Uint8Array }, mode));
    case Type.BINARY:
      return paddedBinary(field);
    case Type.GEOMETRY:
    case Type.VECTOR:
      return binary;
    case Type.ENUM:
    case Type.SET:
    case Type.CHAR:
    case Type.VARCHAR:
    case Type.TEXT:
      return textWriter(field);
    default:
      return isBinary(field.type) ? binary : quoted;
  }
}

function numberWriter({ name }: Field): ValueWriter {
  return (out, value) => {
    const bytes = value as Uint8Array;
    for (let i = 0; i < bytes.length; i++) {
      if (DIGITS[bytes[i] as number] === 0) throw notANumber(name, bytes);
    }
    if (bytes.length === 0) throw notANumber(name, bytes);
    raw(out, bytes);
  };
}

function notANumber(name: string, bytes: Uint8Array): VtError {
  const text = JSON.stringify(Buffer.from(bytes).toString('latin1').slice(0, 64));
  return new VtError({ code: 'INVALID_ARGUMENT', message: `column ${name}: ${text} is not a number` });
}

/** Zero bytes at the end may have been left out of the log. */
function paddedBinary({ columnType, columnLength }: Field): ValueWriter {
  const length = Number(/^binary\((\d+)\)/i.exec(columnType)?.[1] ?? columnLength);
  return (out, value) => {
    const bytes = value as Uint8Array;
    binary(out, bytes.length < length ? Buffer.concat([bytes], length) : bytes);
  };
}

function textWriter(field: Field): ValueWriter {
  const charset = charsetOf(field);
  if (charset === undefined || plainCharsets.has(charset)) return quoted;
  if (charset === 'binary') return binary;
  const introducer = Buffer.from(`_${charset}`);
  return (out, value) => {
    out.bytes(introducer);
    out.quoted(value as Uint8Array);
  };
}

/** The character set of a text column's bytes. Throws UNIMPLEMENTED for a collation that is not known. */
export function charsetOf(field: Field): string | undefined {
  if (field.charset === 0) return undefined;
  const name = collationById(field.charset)?.charset;
  if (name !== undefined) return charsetByName(name)?.name ?? name;
  throw new VtError({
    code: 'UNIMPLEMENTED',
    message: `column ${field.name} has collation ${field.charset}, which is not known`,
  });
}

const ASCII_ONLY = /^[\x20-\x7e]*$/;

/** A text of ours as a literal inside of an expression. */
export function textLiteral(text: string): string {
  if (!ASCII_ONLY.test(text)) throw new VtError({ code: 'INVALID_ARGUMENT', message: `not a plain name: ${text}` });
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
