import type { Param } from './workloads.ts';

const COM_QUERY = 0x03;
const COM_STMT_PREPARE = 0x16;
const COM_STMT_EXECUTE = 0x17;
const LONGLONG = 8;
const VAR_STRING = 253;
const LENENC_1_MAX = 250;

export function queryPacket(sql: string): Buffer {
  return command(COM_QUERY, Buffer.from(sql));
}

export function preparePacket(sql: string): Buffer {
  return command(COM_STMT_PREPARE, Buffer.from(sql));
}

/** COM_STMT_EXECUTE with 64-bit integers and strings of at most 250 bytes. */
export function executePacket(statementId: number, params: readonly Param[]): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt32LE(statementId, 0);
  head.writeUInt32LE(1, 5);
  if (params.length === 0) return command(COM_STMT_EXECUTE, head);
  const nulls = Buffer.alloc(Math.ceil(params.length / 8));
  const types = Buffer.from([1, ...params.flatMap((p) => [typeof p === 'bigint' ? LONGLONG : VAR_STRING, 0])]);
  return command(COM_STMT_EXECUTE, Buffer.concat([head, nulls, types, ...params.map(valueOf)]));
}

function valueOf(param: Param): Buffer {
  if (typeof param === 'bigint') {
    const value = Buffer.alloc(8);
    value.writeBigInt64LE(param);
    return value;
  }
  const bytes = Buffer.from(param);
  if (bytes.length > LENENC_1_MAX) throw new RangeError(`a parameter of ${bytes.length} bytes`);
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

function command(code: number, body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(5 + body.length);
  out.writeUIntLE(body.length + 1, 0, 3);
  out[3] = 0;
  out[4] = code;
  body.copy(out, 5);
  return out;
}
