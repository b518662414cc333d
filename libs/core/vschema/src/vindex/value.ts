import { VtError } from '@vt/base';
import { type BindValue, isSigned, Type } from '@vt/sqltypes';

const UINT64_MAX = 2n ** 64n - 1n;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

export function isNull(value: BindValue): boolean {
  return value.type === Type.NULL_TYPE;
}

export function textOf(value: BindValue): string {
  return Buffer.from(value.value.buffer, value.value.byteOffset, value.value.byteLength).toString('latin1');
}

/** A signed value as the 64 bits of its two's complement, any other as a decimal number of 0..2^64-1. */
export function toBits64(value: BindValue): bigint {
  if (!isSigned(value.type)) return toUint64(value);
  const text = textOf(value);
  if (!/^[+-]?\d{1,20}$/.test(text)) throw notNumber(text);
  const number = BigInt(text.replace(/^\+/, ''));
  if (number < INT64_MIN || number > INT64_MAX) throw notNumber(text);
  return BigInt.asUintN(64, number);
}

/** A decimal number of 0..2^64-1. Throws for everything else: NULL, negative, fractions, other texts. */
export function toUint64(value: BindValue): bigint {
  const text = textOf(value);
  if (isNull(value) || !/^\d{1,20}$/.test(text)) throw notNumber(text);
  const number = BigInt(text);
  if (number > UINT64_MAX) throw notNumber(text);
  return number;
}

export function uint64Bytes(number: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(number);
  return bytes;
}

/** @param where what to name in the error, as `Numeric.ReverseMap`. */
export function uint64Of(bytes: Uint8Array, where: string): bigint {
  if (bytes.length !== 8) throw invalid(`${where}: length of keyspaceId is not 8: ${bytes.length}`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, 8).readBigUInt64BE();
}

export function uint64Value(number: bigint): BindValue {
  return { type: Type.UINT64, value: Buffer.from(number.toString()) };
}

/** The bytes of a value; those that a hex literal (`x'8a1e'`, `0x8a1e`) or bit literal stands for. */
export function toBytes(value: BindValue): Uint8Array {
  if (value.type === Type.HEXVAL) return hexBytes(textOf(value).slice(2, -1));
  if (value.type === Type.HEXNUM) return hexBytes(textOf(value).slice(2));
  if (value.type === Type.BITNUM) return hexBytes(BigInt(textOf(value).toLowerCase()).toString(16));
  return value.value;
}

function hexBytes(digits: string): Uint8Array {
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
}

export function invalid(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}

function notNumber(text: string): VtError {
  return invalid(`cannot parse uint64 from ${JSON.stringify(text)}`);
}
