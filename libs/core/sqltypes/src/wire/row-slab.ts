/** Bytes that stay free at the start of a slab: who sends the rows on may write its own header there, so that both go out in one piece. */
export const SLAB_HEADROOM_BYTES = 16;
/** Rows that a slab takes. */
export const SLAB_BYTES_MAX: number = 128 * 1024 - SLAB_HEADROOM_BYTES;

const slabs = new WeakSet<ArrayBufferLike>();
/** Those whose headroom nobody has taken yet. */
const untaken = new WeakSet<ArrayBufferLike>();

/**
 * Memory for rows of a long result: filled once, from `SLAB_HEADROOM_BYTES` on, and never written again where rows were handed on. Rows that
 * follow each other in it are handed on as views that can be joined again without a copy.
 */
export function newSlab(): Buffer {
  const slab = Buffer.allocUnsafeSlow(SLAB_HEADROOM_BYTES + SLAB_BYTES_MAX);
  slabs.add(slab.buffer);
  untaken.add(slab.buffer);
  return slab;
}

/** Both in one view where `next` follows `rows` in one slab. */
export function joined(rows: Buffer, next: Buffer): Buffer | undefined {
  const { buffer, byteOffset, length } = rows;
  if (next.buffer !== buffer || next.byteOffset !== byteOffset + length || !slabs.has(buffer)) return undefined;
  return Buffer.from(buffer, byteOffset, length + next.length);
}

/**
 * `rows` with so many bytes before them that are free to be written; undefined where there is no such place. INVARIANT: for one taker only: the
 * rows of a shared result go to several, and what the first wrote there may still wait for its socket.
 */
export function withHeadroom(rows: Buffer, bytes: number): Buffer | undefined {
  const { buffer, byteOffset, length } = rows;
  if (byteOffset !== SLAB_HEADROOM_BYTES || bytes > SLAB_HEADROOM_BYTES || !untaken.delete(buffer)) return undefined;
  return Buffer.from(buffer, byteOffset - bytes, length + bytes);
}
