import type { Row } from '@vt/sqltypes';
import { BlockReader, encodedBytes, encodeRow, type RowSource } from './run-reader.ts';
import { rowSlabs } from './slab-pool.ts';

const SLAB_BYTES = rowSlabs.slabBytes;

/**
 * Sorted blocks of rows as bytes: a tenth of what the same rows take as objects, and nothing that V8 has to look through. The
 * memory is used again after `clear`: what is given back lies about until the whole heap is marked.
 */
export class HeldBlocks {
  readonly #columns: number;
  readonly #slabs: Buffer[] = [];
  /** The slab that is written to, and what of it is free. */
  #slab = 0;
  #at = 0;
  #blocks: Buffer[] = [];
  bytes = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  get isEmpty(): boolean {
    return this.#blocks.length === 0;
  }

  /** @param rows in order */
  add(rows: readonly Row[]): void {
    const size = rows.reduce((sum, row) => sum + encodedBytes(row), 0);
    const block = this.#room(size);
    let at = 0;
    for (const row of rows) at = encodeRow(block, at, row);
    this.#blocks.push(block);
    this.bytes += size;
  }

  sources(): RowSource[] {
    return this.#blocks.map((block) => new BlockReader(block, this.#columns));
  }

  clear(): void {
    this.#blocks = [];
    this.#slab = 0;
    this.#at = 0;
    this.bytes = 0;
  }

  /** Nothing is read any more. */
  close(): void {
    this.clear();
    for (const slab of this.#slabs.splice(0)) rowSlabs.give(slab);
  }

  #room(size: number): Buffer {
    if (size > SLAB_BYTES) return Buffer.allocUnsafe(size);
    if (this.#at + size > SLAB_BYTES) {
      this.#slab++;
      this.#at = 0;
    }
    const slab = (this.#slabs[this.#slab] ??= rowSlabs.take());
    const start = this.#at;
    this.#at += size;
    return slab.subarray(start, this.#at);
  }
}
