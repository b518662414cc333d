import type { Row } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import { hash32 } from './hash.ts';
import { HeldRows } from './held-rows.ts';
import { keyBytes } from './key-bytes.ts';
import type { RowHash } from './keys.ts';
import { Held } from './memory.ts';
import { PARTITIONS, partitionOf } from './partitions.ts';
import { PlacedRows } from './placed-rows.ts';
import { RowFile } from './row-file.ts';

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
    if (aside.isEmpty) return;
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
      const key = seen.keyOf(row);
      const keyHash = hash32(key);
      const found = seen.look(keyHash, key);
      if (found === 'new') fresh.push(row);
      const waiting = found === 'no room' ? putAside(row, keyHash) : undefined;
      if (waiting) await waiting;
    }
    if (fresh.length > 0) yield fresh;
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

  keyOf(row: Row): Buffer {
    return keyBytes(this.#hash(row));
  }

  /** @throws VtError where there is no room, and nowhere to put rows aside. */
  look(keyHash: number, key: Buffer): 'new' | 'seen' | 'no room' {
    if (this.#keys.has(keyHash, key)) return 'seen';
    if (this.#isFull()) return 'no room';
    const kept = [key];
    if (!this.#ctx.spill) this.#held.add(kept);
    this.#keys.add(keyHash, kept);
    return 'new';
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
