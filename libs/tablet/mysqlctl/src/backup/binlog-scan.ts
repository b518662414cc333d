import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { VtError } from '@vt/base';
import type { BinlogEvent } from './binlog-gtids.ts';

/** An event as it is found in a log; its bytes are read when they are asked for. */
export type ScannedEvent = BinlogEvent & {
  /** Seconds since 1970. */
  readonly time: number;
  /** With header and checksum. */
  whole(): Buffer;
};

const MAGIC = Buffer.from([0xfe, 0x62, 0x69, 0x6e]);
const HEADER_BYTES = 19;
const CHECKSUM_BYTES = 4;

/** The events of a binary log up to one that is cut short. Throws FAILED_PRECONDITION for a file that is none, or is encrypted. */
export function* scanBinlog(path: string): Generator<ScannedEvent, void, void> {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (!read(file, 0, MAGIC.length).equals(MAGIC))
      throw new VtError({ code: 'FAILED_PRECONDITION', message: `${path} is no plain binary log` });
    let offset = MAGIC.length;
    while (offset + HEADER_BYTES <= size) {
      const from = offset;
      const header = read(file, from, HEADER_BYTES);
      const bytes = header.readUInt32LE(9);
      if (bytes < HEADER_BYTES || from + bytes > size) return;
      yield {
        time: header.readUInt32LE(0),
        type: header[4] ?? 0,
        serverId: header.readUInt32LE(5),
        body: () => read(file, from + HEADER_BYTES, bytes - HEADER_BYTES - CHECKSUM_BYTES),
        whole: () => read(file, from, bytes),
      };
      offset += bytes;
    }
  } finally {
    closeSync(file);
  }
}

function read(file: number, offset: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  return buffer.subarray(0, readSync(file, buffer, 0, bytes, offset));
}
