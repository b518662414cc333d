import type { Row } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import { hash32 } from './hash.ts';
import { HeldRows } from './held-rows.ts';
import { keyBytes } from './key-bytes.ts';
import type { RowHash } from './keys.ts';
import { Held } from './memory.ts';
import { RowFile } from './row-file.ts';

/**
 * The rows that were not there before, in their order. The keys of those that were are held in memory; once there is no room for more of them,
 * rows of other keys are put aside, and looked through in the same way when all have come: what was put aside comes
 * after all that was given, so that the order stays.
 */
export async function* distinctRows(
  rows: AsyncIterable<readonly Row[]>,
  hash: RowHash,
  columns: number,
  ctx: ExecutionContext,
): AsyncGenerator<readonly Row[]> {
  const seen = new Seen(ctx, hash);
  let later = new RowFile(ctx.spill, columns);
  try {
    yield* onePass(rows, seen, later);
    while (!later.isEmpty) {
      const before = later;
      later = new RowFile(ctx.spill, columns);
      seen.clear();
      try {
        yield* onePass(before.batches(), seen, later);
      } finally {
        await before.close();
      }
    }
  } finally {
    seen.close();
    await later.close();
  }
}

/** Gives the new rows for which there is room, and puts the others aside. */
async function* onePass(
  rows: AsyncIterable<readonly Row[]>,
  seen: Seen,
  aside: RowFile,
): AsyncGenerator<readonly Row[]> {
  for await (const batch of rows) {
    const fresh: Row[] = [];
    for (const row of batch) {
      const found = seen.look(row);
      if (found === 'new') fresh.push(row);
      const waiting = found === 'no room' ? aside.add(row) : undefined;
      if (waiting) await waiting;
    }
    if (fresh.length > 0) yield fresh;
  }
  await aside.finish();
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
  look(row: Row): 'new' | 'seen' | 'no room' {
    const key = keyBytes(this.#hash(row));
    const hash = hash32(key);
    if (this.#keys.has(hash, key)) return 'seen';
    if (this.#isFull()) return 'no room';
    const kept = [key];
    if (!this.#ctx.spill) this.#held.add(kept);
    this.#keys.add(hash, kept);
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
