import { VtError } from '@vt/base';
import type { BindValue, BindVariable } from '../bind-variable.ts';
import { isBinary, isFloat, isQuoted, Type, typeName } from '../type.ts';
import { encodeJson } from './encode-json.ts';
import { encodeString, type LiteralMode } from './encode-string.ts';

const NULL_TEXT = Buffer.from('null');
const BINARY_INTRODUCER = Buffer.from('_binary');

/** What a type's text must look like where it is written without quotes: nothing else may get into a statement. */
const unquotedForm = new Map<number, RegExp>([
  ...[Type.INT8, Type.INT16, Type.INT24, Type.INT32, Type.INT64].map((t) => [t, /^[-+]?\d+$/] as const),
  ...[Type.UINT8, Type.UINT16, Type.UINT24, Type.UINT32, Type.UINT64, Type.YEAR].map((t) => [t, /^\+?\d+$/] as const),
  ...[Type.FLOAT32, Type.FLOAT64].map((t) => [t, /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/] as const),
  [Type.DECIMAL, /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/],
  [Type.HEXNUM, /^0x[0-9a-fA-F]+$/],
  [Type.HEXVAL, /^[xX]'(?:[0-9a-fA-F]{2})*'$/],
  [Type.BITNUM, /^(?:0b[01]+|[bB]'[01]*')$/],
]);

const asString = (value: Uint8Array): string =>
  Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1');

const bitText = (value: Uint8Array): Buffer =>
  Buffer.from(`b'${Array.from(value, (byte) => byte.toString(2).padStart(8, '0')).join('')}'`);

/** Statement text that gateways themselves compose and that goes in as it is. */
const isRaw = (type: number): boolean => type === Type.RAW || type === Type.EXPRESSION;

/** One value as a literal of SQL. Throws INVALID_ARGUMENT for a value that its type does not allow. */
export function encodeValue({ type, value }: BindValue, mode: LiteralMode): Uint8Array {
  if (type === Type.NULL_TYPE) return NULL_TEXT;
  if (isRaw(type)) return value;
  if (type === Type.BIT) return bitText(value);
  if (isBinary(type) || type === Type.GEOMETRY || type === Type.VECTOR) {
    return Buffer.concat([BINARY_INTRODUCER, encodeString(value, mode)]);
  }
  const form = unquotedForm.get(type);
  if (form) {
    const text = asString(value);
    if (!form.test(text)) throw invalid(`invalid ${typeName(type)} value: ${JSON.stringify(text.slice(0, 64))}`);
    // A literal with a point and without an exponent is a DECIMAL, which is rounded and computed with in another way.
    return isFloat(type) && text.includes('.') && !/e/i.test(text) ? Buffer.from(`${text}e0`) : value;
  }
  if (type === Type.JSON) return encodeJson(value, mode);
  if (isQuoted(type)) return encodeString(value, mode);
  throw invalid(`cannot write a value of type ${typeName(type) ?? type} into a statement`);
}

const OPEN = Buffer.from('(');
const CLOSE = Buffer.from(')');
const COMMA = Buffer.from(', ');

/** A list bind variable as `(a, b, c)`. */
export function encodeTuple(name: string, bind: BindVariable, mode: LiteralMode): Uint8Array {
  if (bind.type !== Type.TUPLE) throw invalid(`unexpected arg type (${typeName(bind.type)}) for list key ${name}`);
  const values = bind.values ?? [];
  if (values.length === 0) throw invalid(`empty list supplied for ${name}`);
  const parts: Uint8Array[] = [OPEN];
  values.forEach((value, i) => {
    if (i > 0) parts.push(COMMA);
    parts.push(encodeValue(value, mode));
  });
  parts.push(CLOSE);
  return Buffer.concat(parts);
}

/** A scalar bind variable as a literal. */
export function encodeScalar(name: string, bind: BindVariable, mode: LiteralMode): Uint8Array {
  if (bind.type === Type.TUPLE) throw invalid(`unexpected arg type (TUPLE) for non-list key ${name}`);
  return encodeValue(bind, mode);
}

function invalid(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
