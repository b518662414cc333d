import { crc32 } from 'node:zlib';

/*
  The data file =>
    FILE_MAGIC byte<8> · frame*
  frame =>
    FRAME_MAGIC byte<4> · length u32 · crc32(payload) u32 · payload byte<length>

  One frame is one write and one fsync. INVARIANT: so only the last frame can be damaged by a crash, and a damaged frame
  with a sound one behind it is not a torn write but a damaged disk.
*/
export const FILE_MAGIC = Buffer.from('VTTOPO\x01\n', 'latin1');
const FRAME_MAGIC = Buffer.from('\xf1VTf', 'latin1');
const HEADER_BYTES = FRAME_MAGIC.length + 8;

export function frame(payload: Uint8Array): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  FRAME_MAGIC.copy(header);
  header.writeUInt32LE(payload.length, 4);
  header.writeUInt32LE(crc32(payload), 8);
  return Buffer.concat([header, payload]);
}

/** The payload of the frame at `offset`, undefined where there is no sound one. */
export function frameAt(file: Buffer, offset: number): { payload: Buffer; end: number } | undefined {
  const start = offset + HEADER_BYTES;
  if (start > file.length || !file.subarray(offset, offset + 4).equals(FRAME_MAGIC)) return undefined;
  const end = start + file.readUInt32LE(offset + 4);
  if (end > file.length) return undefined;
  const payload = file.subarray(start, end);
  return crc32(payload) === file.readUInt32LE(offset + 8) ? { payload, end } : undefined;
}

/** Offset of the first sound frame that starts after `offset`, undefined where there is none. */
export function nextFrame(file: Buffer, offset: number): number | undefined {
  for (let at = file.indexOf(FRAME_MAGIC, offset + 1); at >= 0; at = file.indexOf(FRAME_MAGIC, at + 1)) {
    if (frameAt(file, at) !== undefined) return at;
  }
  return undefined;
}
