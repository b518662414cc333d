import { inflateSync } from 'node:zlib';
import { binlogError } from './binlog-error.ts';

const EVENT_BYTES_MAX = 1 << 30;

/** MariaDB's compressed part of an event: method and bytes of the length 1 · length, big-endian · zlib. */
export function inflateEvent(bytes: Buffer): Buffer {
  const header = bytes[0] ?? 0;
  if ((header & 0x70) !== 0) throw binlogError(`event compression method ${(header & 0x70) >> 4} is not known`);
  return inflateSync(bytes.subarray(1 + (header & 7)), { maxOutputLength: EVENT_BYTES_MAX });
}
