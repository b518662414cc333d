import { BINARY_COLLATION, type Charset, charsetByName, collationById, convertCharset } from '@vt/collations';
import { errors, unsupported } from '../errors.ts';
import { Frame } from '../frame.ts';
import { jsonText } from '../json/print.ts';
import type { JsonValue } from '../json/value.ts';
import { roundTemporal } from '../temporal/round.ts';
import { type Temporal, temporalDecimal, temporalNumber, temporalText } from '../temporal/temporal.ts';
import type { EvalType } from '../type/eval-type.ts';
import { Decimal, fromDouble, fromInt, parseFitted, round, toDouble } from '../value/decimal.ts';
import { doubleToInt, narrowRealText, readDouble, readInt, roundEven } from '../value/number-text.ts';
import { JsonDoc, type Value } from '../value/value.ts';
import type { Environment } from './environment.ts';
import type { Node } from './node.ts';

export type IntRun = (frame: Frame) => bigint | null;
export type RealRun = (frame: Frame) => number | null;
export type DecimalRun = (frame: Frame) => Decimal | null;
export type TextRun = (frame: Frame) => Uint8Array | null;

const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;
const INT64_MAX = 2n ** 63n - 1n;

/** The text of bytes for reading numbers and dates out of them: one character a byte, or the characters of a wide set. */
export function asciiOf(bytes: Uint8Array, collation = 63): string {
  const charset = collation === 63 ? undefined : charsetOf(collation);
  if (charset && charset.bytesMin > 1) {
    const utf8 = charsetByName('utf8mb4') as Charset;
    return Buffer.from(convertCharset(bytes, charset, utf8).bytes).toString('latin1');
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

const charsets = new Map<number, Charset | undefined>();
/** The character set of a collation; refuses those we cannot read. */
export function charsetOf(collation: number): Charset {
  if (!charsets.has(collation)) charsets.set(collation, charsetByName(collationById(collation)?.charset ?? ''));
  return charsets.get(collation) ?? unsupported(`the character set of collation ${collation}`);
}

/** Bytes of a character set as a string of JavaScript. */
export function textOf(bytes: Uint8Array, collation: number): string {
  const charset = charsetOf(collation);
  const utf8 = charsetByName('utf8mb4') as Charset;
  return Buffer.from(charset.name === 'binary' ? bytes : convertCharset(bytes, charset, utf8).bytes).toString('utf8');
}

/** A number of 64 bits or less from big-endian bytes, as hexadecimal literals and BIT values count. */
export function bytesToInt(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  const value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  return value > UINT64_MAX ? BigInt.asUintN(64, value) : value;
}

/** Where the warnings of a value go that MySQL reads without any. */
const unheard = new Frame({ warningsMax: 0 });
const hearing = ({ quiet }: Node, frame: Frame): Frame => (quiet ? unheard : frame);

/** A text that was read byte by byte, as warnings tell it. */
export function shownText(bytes: string, collation: number): string {
  if (collation !== BINARY_COLLATION) return Buffer.from(bytes, 'latin1').toString();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes that are no letters
  return bytes.replace(/[^\u0020-\u007e]/g, (byte) => {
    return `\\x${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

function truncated(frame: Frame, kind: string, text: string, { collation }: EvalType): void {
  frame.warn(1292, `Truncated incorrect ${kind} value: '${shownText(text, collation)}'`);
}

/** As a whole number of 64 bits, signed or not. */
export function asInt(node: Node): IntRun {
  const { run } = node;
  if (node.choice) return unsupported('the number of an ENUM or SET');
  if (node.oddWhole) return unsupported('the whole number of seconds with a fraction, or of CONV');
  if (node.cls === 'int') return run as IntRun;
  if (node.hex) return (f) => mapBytes(run(f), bytesToInt);
  if (node.cls === 'real' && !node.literal) return node.column ? columnOfRealsAsInt(node) : computedRealAsInt(node);
  const isOfMixture = node.cls === 'decimal' && node.mixed === true;
  return (f) => {
    const value = run(f);
    if (value === null) return null;
    const int = valueToInt(value, node.type, hearing(node, f), false);
    // MySQL asks the operand itself: its UINT64 has bits that no signed number has.
    if (isOfMixture && int === INT64_MAX) return unsupported('a DECIMAL of a mixture beyond 63 bits');
    return int;
  };
}

/** Of a computed DOUBLE MySQL refuses what does not fit; of literals it takes the nearest, and of columns the nearest or, where they are aggregates, what the processor makes of it. */
function computedRealAsInt(node: Node): IntRun {
  return (f) => {
    const value = node.run(f) as number | null;
    if (value === null) return null;
    const rounded = roundEven(value);
    if (!(rounded >= -INT64_LIMIT && rounded < INT64_LIMIT)) {
      if (node.mixed) return unsupported('a DOUBLE of a mixture beyond 63 bits');
      throw errors.outOfRange('BIGINT', node.source ?? '…');
    }
    return BigInt(rounded);
  };
}

/** A place, or how many: a text that is beyond 63 bits is a negative number, as its bits are; of a computed DOUBLE beyond them MariaDB takes the nearest. */
export function asCount(node: Node, { flavor }: Environment): IntRun {
  if (flavor === 'mariadb' && node.cls === 'real' && !node.column && !node.mixed) {
    return (f) => {
      const value = node.run(f) as number | null;
      return value === null ? null : doubleToInt(value, false);
    };
  }
  const run = asInt(node);
  if (node.cls !== 'string') return run;
  return (f) => {
    const value = run(f);
    return value === null ? null : BigInt.asIntN(64, value);
  };
}

function columnOfRealsAsInt(node: Node): IntRun {
  return (f) => {
    const value = node.run(f) as number | null;
    if (value === null) return null;
    const rounded = roundEven(value);
    if (!(rounded >= -INT64_LIMIT && rounded < INT64_LIMIT))
      return unsupported('a DOUBLE beyond 63 bits as an integer');
    return BigInt(rounded);
  };
}

const INT64_LIMIT = 2 ** 63;
const HALF_A_SECOND = 500_000;

function mapBytes<T>(value: Value, map: (bytes: Uint8Array) => T): T | null {
  return value === null ? null : map(value as Uint8Array);
}

export function valueToInt(value: Exclude<Value, null>, type: EvalType, frame: Frame, unsigned: boolean): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return doubleToInt(value, unsigned);
  if (value instanceof Decimal) return clampInt(round(value, 0).coefficient, unsigned);
  if (value instanceof Uint8Array) {
    const text = asciiOf(value, type.collation);
    const read = readInt(text);
    if (!read.exact) truncated(frame, 'INTEGER', text, type);
    return read.value;
  }
  if (value instanceof JsonDoc) return jsonToInt(value.json, frame, unsigned);
  return temporalToInt(value);
}

export function clampInt(value: bigint, unsigned: boolean): bigint {
  const max = unsigned ? UINT64_MAX : INT64_MAX;
  const min = unsigned ? 0n : INT64_MIN;
  return value > max ? max : value < min ? min : value;
}

export function temporalToInt(value: Temporal): bigint {
  // Some of MySQL's roundings carry to the minute, and some have 60 seconds.
  if (value.kind !== 'date' && value.second === 59 && value.micro >= HALF_A_SECOND)
    return unsupported('the next minute as a number');
  return temporalNumber(roundTemporal(value, 0) ?? value);
}

function badJson(frame: Frame, kind: string): void {
  frame.warn(3156, `Invalid JSON value for CAST to ${kind}`);
}

function jsonToInt(json: JsonValue, frame: Frame, unsigned: boolean): bigint {
  switch (json.kind) {
    case 'int':
    case 'uint':
      return json.value;
    case 'bool':
      return json.value ? 1n : 0n;
    case 'double':
      return doubleToInt(json.value, unsigned);
    case 'decimal':
      return clampInt(round(json.value, 0).coefficient, unsigned);
    case 'string': {
      const read = readInt(json.value);
      if (!read.exact) badJson(frame, 'INTEGER');
      return read.value;
    }
    default:
      badJson(frame, 'INTEGER');
      return 0n;
  }
}

export function asReal(node: Node): RealRun {
  const { run } = node;
  if (node.choice) return unsupported('the number of an ENUM or SET');
  if (node.cls === 'real') return run as RealRun;
  if (node.hex) return (f) => mapBytes(run(f), (bytes) => Number(bytesToInt(bytes)));
  return (f) => {
    const value = run(f);
    return value === null ? null : valueToReal(value, node.type, hearing(node, f), node.warnsOfNothing);
  };
}

/** @param warnsOfNothing of texts without a character but spaces, too: bytes always do */
function valueToReal(
  value: Exclude<Value, null>,
  type: EvalType,
  frame: Frame,
  warnsOfNothing = type.collation === BINARY_COLLATION,
): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Decimal) return toDouble(value);
  if (value instanceof Uint8Array) {
    const text = asciiOf(value, type.collation);
    const read = readDouble(text);
    if (!read.exact && (warnsOfNothing || text.trim() !== '')) truncated(frame, 'DOUBLE', text, type);
    return read.value;
  }
  if (value instanceof JsonDoc) return jsonToReal(value.json, frame);
  return toDouble(temporalDecimal(value, 6));
}

function jsonToReal(json: JsonValue, frame: Frame): number {
  switch (json.kind) {
    case 'int':
    case 'uint':
      return Number(json.value);
    case 'bool':
      return json.value ? 1 : 0;
    case 'double':
      return json.value;
    case 'decimal':
      return toDouble(json.value);
    case 'string': {
      const read = readDouble(json.value);
      if (!read.exact) badJson(frame, 'DOUBLE');
      return read.value;
    }
    default:
      badJson(frame, 'DOUBLE');
      return 0;
  }
}

export function asDecimal(node: Node): DecimalRun {
  const { run } = node;
  if (node.choice) return unsupported('the number of an ENUM or SET');
  if (node.cls === 'decimal') return run as DecimalRun;
  if (node.hex) return (f) => mapBytes(run(f), (bytes) => fromInt(bytesToInt(bytes)));
  return (f) => {
    const value = run(f);
    return value === null ? null : valueToDecimal(value, node.type, hearing(node, f));
  };
}

export function valueToDecimal(value: Exclude<Value, null>, type: EvalType, frame: Frame): Decimal {
  if (value instanceof Decimal) return value;
  if (typeof value === 'bigint') return fromInt(value);
  if (typeof value === 'number') return fromDouble(value);
  if (value instanceof Uint8Array) {
    const text = asciiOf(value, type.collation);
    const read = parseFitted(text);
    if (!read.found || read.rest !== '') truncated(frame, 'DECIMAL', text, type);
    return read.value;
  }
  if (value instanceof JsonDoc) return jsonToDecimal(value.json, frame);
  return temporalDecimal(value, type.decimals);
}

function jsonToDecimal(json: JsonValue, frame: Frame): Decimal {
  switch (json.kind) {
    case 'int':
    case 'uint':
      return fromInt(BigInt.asIntN(64, json.value));
    case 'bool':
      return fromInt(json.value ? 1n : 0n);
    case 'double':
      return fromDouble(json.value);
    case 'decimal':
      return json.value;
    case 'string': {
      const read = parseFitted(json.value);
      if (!read.found || read.rest !== '') badJson(frame, 'DECIMAL');
      return read.value;
    }
    default:
      badJson(frame, 'DECIMAL');
      return fromInt(0n);
  }
}

/** As a text in the character set of the node's own collation; numbers, dates and JSON give ASCII or UTF-8. */
export function asText(node: Node): TextRun {
  if (node.mixed && node.cls === 'real') return unsupported('the text of a number that one of several operands gives');
  if (node.untold) return unsupported('the text of a FLOAT, or of a function that libraries round');
  if (node.text) return node.text;
  const { run, type } = node;
  if (node.cls === 'string') return run as TextRun;
  return (f) => {
    const value = run(f);
    return value === null ? null : valueToText(value, type);
  };
}

/** The text form of a value, as the text protocol shows it (before any conversion of character sets). */
export function valueToText(value: Exclude<Value, null>, type: EvalType): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(valueToString(value, type));
}

function valueToString(value: Exclude<Value, null | Uint8Array>, type: EvalType): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return narrowRealText(value, type.decimals);
  if (value instanceof Decimal) {
    return (value.scale > type.decimals ? round(value, type.decimals) : value).toString();
  }
  if (value instanceof JsonDoc) return jsonText(value.json);
  return temporalText(value, type.decimals);
}
