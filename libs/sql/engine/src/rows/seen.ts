import type { Row } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import { cutRows } from './cut-rows.ts';
import { hash32 } from './hash.ts';
import { HeldRows } from './held-rows.ts';
import { keyBytes } from './key-bytes.ts';
import type { RowHash } from './keys.ts';
import { Held } from './memory.ts';
import { Merger, mergedRows } from './merger.ts';
import { PARTITIONS, Partitions, partitionOf } from './partitions.ts';
import { batchesOf, RowFile } from './row-file.ts';
import type { SpillPort } from './spill-port.ts';

/** The number of a row among those that were put aside: unsigned, big-endian, so that its bytes are in its order. */
const PLACE_BYTES = 6;

/**
 * The rows that were not there before, in their order. The keys of those that were are held in memory; once there is no room for more of them,
 * rows of other keys are put aside in partitions by the hash of their key. When all have come, one partition is looked through after the
 * other, and the new rows of all are merged by their places: what was put aside comes after all that was given, so that the order stays.
 */
export async function* distinctRows(
  rows: AsyncIterable<readonly Row[]>,
  hash: RowHash,
  columns: number,
  ctx: ExecutionContext,
): AsyncGenerator<readonly Row[]> {
  const seen = new Seen(ctx, hash);
  const aside = new PlacedRows(ctx.spill, columns);
  const fresh = new PlacedRows(ctx.spill, columns);
  try {
    yield* onePass(rows, seen, (row, keyHash) => aside.add(partitionOf(keyHash), row));
    await aside.finish();
    for (let nth = 0; nth < PARTITIONS; nth++) {
      for await (const batch of inPasses(aside.batches(nth), seen, aside.columns, ctx)) {
        for (const row of batch) {
          const waiting = fresh.addPlaced(nth, row);
          if (waiting) await waiting;
        }
      }
      await fresh.finish();
    }
    await aside.close();
    yield* fresh.inOrder();
  } finally {
    seen.close();
    await aside.close();
    await fresh.close();
  }
}

/** As `distinctRows`, of a partition: where memory has no room for its keys either, its rows are read as often as it takes. */
async function* inPasses(
  rows: AsyncIterable<readonly Row[]>,
  seen: Seen,
  columns: number,
  ctx: ExecutionContext,
): AsyncGenerator<readonly Row[]> {
  let before = new RowFile(ctx.spill, columns);
  let later = before;
  let left = rows;
  try {
    do {
      seen.clear();
      later = new RowFile(ctx.spill, columns);
      yield* onePass(left, seen, (row) => later.add(row));
      await later.finish();
      await before.close();
      before = later;
      left = before.batches();
    } while (!before.isEmpty);
  } finally {
    await before.close();
    await later.close();
  }
}

/** Gives the new rows for which there is room, and puts the others aside. */
async function* onePass(
  rows: AsyncIterable<readonly Row[]>,
  seen: Seen,
  putAside: (row: Row, keyHash: number) => Promise<void> | undefined,
): AsyncGenerator<readonly Row[]> {
  for await (const batch of rows) {
    const fresh: Row[] = [];
    for (const row of batch) {
      const { found, keyHash } = seen.look(row);
      if (found === 'new') fresh.push(row);
      const waiting = found === 'no room' ? putAside(row, keyHash) : undefined;
      if (waiting) await waiting;
    }
    if (fresh.length > 0) yield fresh;
  }
}

/** Rows in partitions that know their place among all, in a column behind the others. The file is there only once there is one. */
class PlacedRows {
  /** With the place. */
  readonly columns: number;
  readonly #port: SpillPort | undefined;
  #partitions: Partitions | undefined;
  #count = 0;

  constructor(port: SpillPort | undefined, columns: number) {
    this.#port = port;
    this.columns = columns + 1;
  }

  /** Gives the row the next place. A promise only where something must be written before the next row. */
  add(partition: number, row: Row): Promise<void> | undefined {
    const place = Buffer.allocUnsafe(PLACE_BYTES);
    place.writeUIntBE(this.#count++, 0, PLACE_BYTES);
    return this.addPlaced(partition, [...row, place]);
  }

  /** As `add`, of a row that has its place. */
  addPlaced(partition: number, row: Row): Promise<void> | undefined {
    return this.#partitions ? this.#partitions.put(partition, row) : this.#addFirst(partition, row);
  }

  async finish(): Promise<void> {
    await this.#partitions?.finish();
  }

  /** The rows of one partition, once it is finished. */
  async *batches(partition: number): AsyncGenerator<readonly Row[]> {
    if (this.#partitions?.rows(partition)) yield* batchesOf(this.#partitions.read(partition), this.columns);
  }

  /** All rows, without their places. In each partition they must be in the order of those. */
  async *inOrder(): AsyncGenerator<readonly Row[]> {
    const partitions = this.#partitions;
    if (!partitions) return;
    const place = this.columns - 1;
    const readers = Array.from({ length: PARTITIONS }, (_, nth) => partitions.read(nth));
    const merger = new Merger(readers, (a, b) => Buffer.compare(a[place] as Buffer, b[place] as Buffer));
    for await (const batch of mergedRows(merger, this.columns)) yield cutRows(batch, place);
  }

  async close(): Promise<void> {
    await this.#partitions?.close();
    this.#partitions = undefined;
  }

  async #addFirst(partition: number, row: Row): Promise<void> {
    if (!this.#port) return;
    this.#partitions = await Partitions.create(this.#port, this.columns);
    await this.#partitions.put(partition, row);
  }
}

class Seen {
  readonly #ctx: ExecutionContext;
  readonly #hash: RowHash;
  readonly #keys = new HeldRows(1);
  readonly #held: Held;

  constructor(ctx: ExecutionContext, hash: RowHash) {
    this.#ctx = ctx;
    this.#hash = hash;
    this.#held = new Held(ctx);
  }

  /** @throws VtError where there is no room, and nowhere to put rows aside. */
  look(row: Row): { readonly found: 'new' | 'seen' | 'no room'; readonly keyHash: number } {
    const key = keyBytes(this.#hash(row));
    const keyHash = hash32(key);
    if (this.#keys.has(keyHash, key)) return { found: 'seen', keyHash };
    if (this.#isFull()) return { found: 'no room', keyHash };
    const kept = [key];
    if (!this.#ctx.spill) this.#held.add(kept);
    this.#keys.add(keyHash, kept);
    return { found: 'new', keyHash };
  }

  clear(): void {
    this.#keys.clear();
  }

  close(): void {
    this.#keys.close();
  }

  #isFull(): boolean {
    const { spill, memoryRowsMax } = this.#ctx;
    const { bytes, count, isFull } = this.#keys;
    return spill !== undefined && count > 0 && (isFull || bytes > spill.runBytesMax || count >= memoryRowsMax);
  }
}
