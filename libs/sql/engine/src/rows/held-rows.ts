import { decodeTextRow, type Row } from '@vt/sqltypes';
import { RowCopier } from './row-copier.ts';
import { encodedBytes, encodeRow, LENGTH_BYTES } from './run-reader.ts';
import { rowSlabs } from './slab-pool.ts';

const SLAB_BYTES = rowSlabs.slabBytes;
/** The first ones are smaller: most statements hold little, and a large piece of memory costs more than all else that they do. */
const FIRST_SLAB_BYTES = 8 << 10;
const GROWTH = 4;
const SLABS_MAX = 4_000;
/** Before each row: where the next one of its bucket is, and one more; and its hash. */
const LINK_BYTES = 8;
const NONE = 0;
const BUCKETS_MIN = 16;

/**
 * A hash table of rows as bytes: a tenth of what they take as objects, and nothing that V8 has to look through. The memory
 * is used again after `clear`: what is given back lies about until the whole heap is marked.
 */
export class HeldRows {
  readonly #columns: number;
  readonly #copier: RowCopier;
  readonly #slabs: Buffer[] = [];
  /** How much of each slab is written. */
  readonly #written: number[] = [];
  #count = 0;
  #rowBytes = 0;
  /** Of each bucket: where its first row is, and one more. Their number is a power of two. */
  #heads = new Uint32Array(BUCKETS_MIN);

  constructor(columns: number) {
    this.#columns = columns;
    this.#copier = new RowCopier(columns);
  }

  get count(): number {
    return this.#count;
  }

  /** What is held, with its buckets. */
  get bytes(): number {
    return this.#rowBytes + this.#heads.byteLength;
  }

  /** Whether places still have numbers. */
  get isFull(): boolean {
    return this.#written.length >= SLABS_MAX;
  }

  add(hash: number, row: Row): void {
    const size = LINK_BYTES + encodedBytes(row);
    const slab = this.#room(size);
    const last = this.#written.length - 1;
    const at = this.#written[last] as number;
    slab.writeUInt32LE(hash, at + 4);
    encodeRow(slab, at + LINK_BYTES, row);
    this.#written[last] = at + size;
    this.#rowBytes += size;
    if (++this.#count > this.#heads.length) this.#grow();
    else this.#link(slab, last, at);
  }

  /** Rows of this hash: copies, which stay when the memory is used again. */
  *find(hash: number): Generator<Row> {
    for (let next = this.#heads[this.#bucket(hash)] as number; next !== NONE; ) {
      const slab = this.#slabs[Math.floor((next - 1) / SLAB_BYTES)] as Buffer;
      const at = (next - 1) % SLAB_BYTES;
      next = slab.readUInt32LE(at);
      if (slab.readUInt32LE(at + 4) === hash) yield this.#copy(slab, at + LINK_BYTES);
    }
  }

  /** Whether there is a row whose first value is this one. */
  has(hash: number, value: Uint8Array): boolean {
    return this.valuesOf(hash, value) !== undefined;
  }

  /** The values of the row whose first one is this, as they lie here until `clear`: they may be written over. */
  valuesOf(hash: number, value: Uint8Array): Row | undefined {
    for (let next = this.#heads[this.#bucket(hash)] as number; next !== NONE; ) {
      const slab = this.#slabs[Math.floor((next - 1) / SLAB_BYTES)] as Buffer;
      const at = (next - 1) % SLAB_BYTES;
      next = slab.readUInt32LE(at);
      if (slab.readUInt32LE(at + 4) !== hash) continue;
      const row = decodeTextRow(slab, at + LINK_BYTES + LENGTH_BYTES, this.#columns);
      if (row[0] && Buffer.compare(row[0], value) === 0) return row;
    }
    return undefined;
  }

  /** All rows with their hashes; valid until `clear`. */
  *all(): Generator<{ readonly hash: number; readonly row: Row }> {
    for (const { slab, at } of this.#places()) {
      const hash = slab.readUInt32LE(at + 4);
      yield { hash, row: decodeTextRow(slab, at + LINK_BYTES + LENGTH_BYTES, this.#columns) };
    }
  }

  clear(): void {
    // Slabs of one long row each are not used again.
    for (let i = this.#slabs.length - 1; i >= 0; i--)
      if ((this.#slabs[i] as Buffer).length !== SLAB_BYTES) this.#slabs.splice(i, 1);
    this.#heads.fill(NONE);
    this.#written.length = 0;
    this.#count = 0;
    this.#rowBytes = 0;
  }

  /** Nothing is looked for any more. */
  close(): void {
    this.clear();
    for (const slab of this.#slabs.splice(0)) rowSlabs.give(slab);
  }

  *#places(): Generator<{ readonly slab: Buffer; readonly nth: number; readonly at: number }> {
    for (const [nth, end] of this.#written.entries()) {
      const slab = this.#slabs[nth] as Buffer;
      for (let at = 0; at < end; ) {
        yield { slab, nth, at };
        at += LINK_BYTES + LENGTH_BYTES + slab.readUInt32LE(at + LINK_BYTES);
      }
    }
  }

  #grow(): void {
    this.#heads = new Uint32Array(this.#heads.length * 4);
    for (const { slab, nth, at } of this.#places()) this.#link(slab, nth, at);
  }

  /** Puts a row before the others of its bucket. */
  #link(slab: Buffer, nth: number, at: number): void {
    const bucket = this.#bucket(slab.readUInt32LE(at + 4));
    slab.writeUInt32LE(this.#heads[bucket] as number, at);
    this.#heads[bucket] = nth * SLAB_BYTES + at + 1;
  }

  /** The low bits: the high ones choose the partition of rows that are put aside. */
  #bucket(hash: number): number {
    return (hash & (this.#heads.length - 1)) >>> 0;
  }

  #copy(slab: Buffer, at: number): Row {
    const start = at + LENGTH_BYTES;
    return this.#copier.copy(slab, start, start + slab.readUInt32LE(at));
  }

  /** The slab with room for so much behind what is written of the last one. */
  #room(size: number): Buffer {
    const last = this.#written.length - 1;
    const slab = this.#slabs[last];
    if (slab && (this.#written[last] as number) + size <= slab.length) return slab;
    this.#written.push(0);
    const next = this.#slabs[last + 1];
    if (next && size <= next.length) return next;
    const usual = Math.min(SLAB_BYTES, FIRST_SLAB_BYTES * GROWTH ** Math.min(last + 1, GROWTH));
    const fresh =
      size <= SLAB_BYTES && usual === SLAB_BYTES ? rowSlabs.take() : Buffer.allocUnsafeSlow(Math.max(size, usual));
    this.#slabs.splice(last + 1, 0, fresh);
    return fresh;
  }
}
