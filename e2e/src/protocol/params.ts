/** A parameter of COM_STMT_EXECUTE as a client sends it: its type's number, whether it is unsigned, and the bytes of its value; null: NULL. */
export type Param = { readonly type: number; readonly unsigned?: boolean; readonly bytes: Buffer | null };

export const tiny = (value: number, unsigned = false): Param => ({
  type: 1,
  unsigned,
  bytes: integer(1, BigInt(value)),
});
export const short = (value: number, unsigned = false): Param => ({
  type: 2,
  unsigned,
  bytes: integer(2, BigInt(value)),
});
export const long = (value: number, unsigned = false): Param => ({
  type: 3,
  unsigned,
  bytes: integer(4, BigInt(value)),
});
export const longlong = (value: bigint, unsigned = false): Param => ({ type: 8, unsigned, bytes: integer(8, value) });
export const nothing: Param = { type: 6, bytes: null };
export const varString = (value: string | Buffer): Param => ({ type: 0xfd, bytes: withLength(Buffer.from(value)) });
export const string = (value: string | Buffer): Param => ({ type: 0xfe, bytes: withLength(Buffer.from(value)) });
export const blob = (value: Buffer): Param => ({ type: 0xfc, bytes: withLength(value) });
export const decimal = (value: string): Param => ({ type: 0xf6, bytes: withLength(Buffer.from(value)) });

export function float(value: number): Param {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return { type: 4, bytes };
}

export function double(value: number): Param {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return { type: 5, bytes };
}

/** DATE (10), TIMESTAMP (7) or DATETIME (12) of 0, 4, 7 or 11 bytes. */
export function temporal(type: 7 | 10 | 12, ...parts: readonly number[]): Param {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, micros = 0] = parts;
  const length = parts.length === 0 ? 0 : parts.length <= 3 ? 4 : parts.length <= 6 ? 7 : 11;
  const bytes = Buffer.from([length, year & 0xff, year >> 8, month, day, hour, minute, second, 0, 0, 0, 0]);
  bytes.writeUInt32LE(micros, 8);
  return { type, bytes: bytes.subarray(0, 1 + length) };
}

/** TIME of 0, 8 or 12 bytes. */
export function time(negative: boolean, ...parts: readonly number[]): Param {
  const [days = 0, hour = 0, minute = 0, second = 0, micros = 0] = parts;
  const length = parts.length === 0 ? 0 : parts.length <= 4 ? 8 : 12;
  const bytes = Buffer.alloc(13);
  bytes[0] = length;
  bytes[1] = negative ? 1 : 0;
  bytes.writeUInt32LE(days, 2);
  bytes.set([hour, minute, second], 6);
  bytes.writeUInt32LE(micros, 9);
  return { type: 11, bytes: bytes.subarray(0, 1 + length) };
}

function integer(size: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes.subarray(0, size);
}

function withLength(bytes: Buffer): Buffer {
  if (bytes.length < 251) return Buffer.concat([Buffer.of(bytes.length), bytes]);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(bytes.length);
  return Buffer.concat([Buffer.of(0xfd), head.subarray(0, 3), bytes]);
}

/** The parameters' part of a packet. `again`: without types. `named`: with names, as query attributes have them. */
export function writeParams(params: readonly Param[], named: boolean, again: boolean): Buffer {
  const bitmap = Buffer.alloc((params.length + 7) >> 3);
  for (const [i, { bytes }] of params.entries())
    if (bytes === null) bitmap[i >> 3] = (bitmap[i >> 3] as number) | (1 << (i & 7));
  const types = again
    ? [Buffer.of(0)]
    : [
        Buffer.of(1),
        ...params.map(({ type, unsigned }) => Buffer.from([type, unsigned ? 0x80 : 0, ...(named ? [0] : [])])),
      ];
  return Buffer.concat([bitmap, ...types, ...params.flatMap(({ bytes }) => (bytes ? [bytes] : []))]);
}
