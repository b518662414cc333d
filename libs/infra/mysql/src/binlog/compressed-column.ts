import { inflateRawSync, inflateSync } from 'node:zlib';
import { binlogError } from './binlog-error.ts';

const VALUE_BYTES_MAX = 1 << 30;

/*
  A value of a MariaDB COMPRESSED column:
  header 1: method 4 bits (0 none, 8 zlib) · wrapped 1 bit (no zlib header of its own) · bytes of the length 3 bits
  · length of the value, big-endian · its compressed bytes; or the value itself with method 0
*/
export function decompressColumn(bytes: Buffer): Buffer {
  if (bytes.length === 0) return bytes;
  const header = bytes[0] as number;
  const method = header >> 4;
  if (method === 0) return bytes.subarray(1);
  if (method !== 8) throw binlogError(`column compression method ${method} is not known`);
  const packed = bytes.subarray(1 + (header & 7));
  const limit = { maxOutputLength: VALUE_BYTES_MAX };
  return (header & 8) !== 0 ? inflateRawSync(packed, limit) : inflateSync(packed, limit);
}
