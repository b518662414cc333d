import { Decompress } from 'fzstd';
import { binlogError } from './binlog-error.ts';
import { ByteCursor } from './byte-cursor.ts';

const Field = { END: 0, BYTES: 1, COMPRESSION: 2 } as const;
const Compression = { ZSTD: 0, NONE: 255 } as const;
const HEADER_BYTES = 19;
const LENGTH_AT = 9;
/** What is given to the decompressor at once: bounds what comes out of it at once. */
const FEED_BYTES = 16 * 1024;

/*
  { field lenenc · length lenenc · value }* · 0 · a transaction's events, without checksums, mostly compressed
*/
export function* payloadEvents(cursor: ByteCursor): Iterable<Buffer> {
  let compression: number = Compression.NONE;
  for (let field = cursor.lenenc(); field !== Field.END; field = cursor.lenenc()) {
    const value = new ByteCursor(cursor.take(cursor.lenenc()));
    if (field === Field.COMPRESSION) compression = value.lenenc();
  }
  if (compression !== Compression.ZSTD && compression !== Compression.NONE)
    throw binlogError(`payload compression ${compression} is not known`);
  yield* cutEvents(compression === Compression.ZSTD ? decompressed(cursor.rest()) : [cursor.rest()]);
}

/** A transaction's events are handed on while it is unpacked: a huge one never stands in memory whole. */
function* decompressed(bytes: Buffer): Iterable<Buffer> {
  const out: Buffer[] = [];
  const stream = new Decompress((chunk) => out.push(Buffer.from(chunk)));
  for (let at = 0; at < bytes.length; at += FEED_BYTES) {
    stream.push(bytes.subarray(at, at + FEED_BYTES), at + FEED_BYTES >= bytes.length);
    yield* out.splice(0);
  }
}

/** What is begun of an event waits in the pieces it came in until it is whole: put together again for each, a long one would be copied as often as it has pieces. */
function* cutEvents(chunks: Iterable<Buffer>): Iterable<Buffer> {
  let parts: Buffer[] = [];
  let bytes = 0;
  let wanted = HEADER_BYTES;
  for (const chunk of chunks) {
    parts.push(chunk);
    bytes += chunk.length;
    if (bytes < wanted) continue;
    let pending = parts.length === 1 ? chunk : Buffer.concat(parts, bytes);
    for (wanted = lengthOf(pending); pending.length >= wanted; wanted = lengthOf(pending)) {
      yield pending.subarray(0, wanted);
      pending = pending.subarray(wanted);
    }
    parts = [pending];
    bytes = pending.length;
  }
  if (bytes > 0) throw binlogError('transaction payload cut short');
}

/** Of the event that begins there; of its header, where that is not whole. */
function lengthOf(bytes: Buffer): number {
  if (bytes.length < HEADER_BYTES) return HEADER_BYTES;
  const length = bytes.readUInt32LE(LENGTH_AT);
  if (length < HEADER_BYTES) throw binlogError(`an event of ${length} bytes`);
  return length;
}
