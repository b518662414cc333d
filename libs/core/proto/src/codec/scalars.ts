import type { WireReader } from '../wire/reader.ts';
import type { WireWriter } from '../wire/writer.ts';

/** How values of one scalar type look in messages and on the wire. */
export type Scalar = {
  readonly wireType: 0 | 1 | 2 | 5;
  /** What a field holds that is not set. */
  readonly initial: () => unknown;
  /** Writes the value, or throws TypeError or RangeError if it is not of the type. */
  readonly write: (writer: WireWriter, value: unknown) => void;
  readonly read: (reader: WireReader) => unknown;
  /** Whether proto3 leaves the value out. */
  readonly isDefault: (value: unknown) => boolean;
};

const noBytes = Buffer.alloc(0);

export const scalars = {
  bool: {
    wireType: 0,
    initial: () => false,
    write: (writer, value) => writer.byte(value ? 1 : 0),
    read: (reader) => (reader.varint64() | reader.high) !== 0,
    isDefault: (value) => !value,
  },
  bytes: {
    wireType: 2,
    initial: () => noBytes,
    write: (writer, value) => writer.bytes(bytesOf(value)),
    read: (reader) => reader.bytes(),
    isDefault: (value) => (value as { length: number }).length === 0,
  },
  double: {
    wireType: 1,
    initial: () => 0,
    write: (writer, value) => writer.double(numberOf(value)),
    read: (reader) => reader.double(),
    isDefault: (value) => Object.is(value, 0),
  },
  fixed32: int32Like(
    5,
    0,
    0xffffffff,
    (writer, value) => writer.fixed32(value),
    (reader) => reader.fixed32(),
  ),
  fixed64: int64Like(
    1,
    false,
    (writer, value) => writer.fixed64(value),
    (reader) => reader.fixed64(),
  ),
  float: {
    wireType: 5,
    initial: () => 0,
    write: (writer, value) => writer.float(numberOf(value)),
    read: (reader) => reader.float(),
    isDefault: (value) => Object.is(value, 0),
  },
  int32: int32Like(0, -0x80000000, 0x7fffffff, writeInt32, (reader) => reader.varint32() | 0),
  int64: int64Like(0, true, writeVarint64, (reader) => reader.int64()),
  sfixed32: int32Like(
    5,
    -0x80000000,
    0x7fffffff,
    (writer, value) => writer.fixed32(value),
    (r) => r.fixed32() | 0,
  ),
  sfixed64: int64Like(
    1,
    true,
    (writer, value) => writer.fixed64(value),
    (r) => BigInt.asIntN(64, r.fixed64()),
  ),
  sint32: int32Like(
    0,
    -0x80000000,
    0x7fffffff,
    (writer, value) => writer.varint32((value << 1) ^ (value >> 31)),
    (reader) => {
      const zigzag = reader.varint32();
      return (zigzag >>> 1) ^ -(zigzag & 1);
    },
  ),
  sint64: int64Like(
    0,
    true,
    (writer, value) => writeVarint64(writer, (value << 1n) ^ (value >> 63n)),
    (reader) => {
      const zigzag = reader.uint64();
      return (zigzag >> 1n) ^ -(zigzag & 1n);
    },
  ),
  string: {
    wireType: 2,
    initial: () => '',
    write: (writer, value) => writer.string(stringOf(value)),
    read: (reader) => reader.string(),
    isDefault: (value) => value === '',
  },
  uint32: int32Like(
    0,
    0,
    0xffffffff,
    (writer, value) => writer.varint32(value),
    (reader) => reader.varint32(),
  ),
  uint64: int64Like(0, false, writeVarint64, (reader) => reader.uint64()),
} satisfies Record<string, Scalar>;

/** A 64-bit integer from any of the forms that messages may have it in. */
export function bigintOf(value: unknown, signed: boolean): bigint {
  const big = typeof value === 'bigint' ? value : parseInteger(value);
  const fits = signed ? BigInt.asIntN(64, big) === big : BigInt.asUintN(64, big) === big;
  if (!fits) throw new RangeError(`${big} is not a ${signed ? 'signed' : 'unsigned'} 64-bit integer`);
  return big;
}

function parseInteger(value: unknown): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?[0-9]+$/.test(value)) return BigInt(value);
  throw new TypeError(`${String(value)} is not an integer that can be told exactly`);
}

function int32Like(
  wireType: 0 | 5,
  min: number,
  max: number,
  write: (writer: WireWriter, value: number) => void,
  read: (reader: WireReader) => number,
): Scalar {
  return {
    wireType,
    initial: () => 0,
    write: (writer, value) => {
      if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
        throw new RangeError(`${String(value)} is not an integer from ${min} to ${max}`);
      }
      write(writer, value);
    },
    read,
    isDefault: (value) => value === 0,
  };
}

function int64Like(
  wireType: 0 | 1,
  signed: boolean,
  write: (writer: WireWriter, value: bigint) => void,
  read: (reader: WireReader) => bigint,
): Scalar {
  return {
    wireType,
    initial: () => 0n,
    write: (writer, value) => write(writer, bigintOf(value, signed)),
    read,
    isDefault: (value) => value === 0n || value === 0 || value === '0',
  };
}

function writeInt32(writer: WireWriter, value: number): void {
  writer.varint64(value, value < 0 ? -1 : 0);
}

function writeVarint64(writer: WireWriter, value: bigint): void {
  writer.bigint(value);
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError(`${String(value)} is not a number`);
  return value;
}

function stringOf(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`${String(value)} is not a string`);
  return value;
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError('bytes are given as a Buffer or Uint8Array');
}
