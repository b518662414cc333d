import type { Row } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import { hash32 } from './hash.ts';
import { HeldRows } from './held-rows.ts';
import type { RowHash } from './keys.ts';
import { Held } from './memory.ts';
import { encodeRun, RunReader } from './run-reader.ts';
import type { SpillFile } from './spill-port.ts';

const OUT_ROWS = 256;
/** Of rows that are put aside, what is gathered before it is written. */
const WRITE_ROWS = 1024;

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
  let later: SpillFile | undefined;
  try {
    later = yield* onePass(rows, seen, ctx);
    while (later) {
      const before: SpillFile = later;
      later = undefined;
      seen.clear();
      try {
        later = yield* onePass(batchesOf(new RunReader(before.read(), columns)), seen, ctx);
      } finally {
        await before.close();
      }
    }
  } finally {
    await later?.close();
  }
}

/** Gives the new rows for which there is room, and returns where it put the others. */
async function* onePass(
  rows: AsyncIterable<readonly Row[]>,
  seen: Seen,
  ctx: ExecutionContext,
): AsyncGenerator<readonly Row[], SpillFile | undefined> {
  let file: SpillFile | undefined;
  let aside: Row[] = [];
  let isWhole = false;
  try {
    for await (const batch of rows) {
      const fresh: Row[] = [];
      for (const row of batch) {
        const found = seen.look(row);
        if (found === 'new') fresh.push(row);
        else if (found === 'no room') aside.push(row);
      }
      if (fresh.length > 0) yield fresh;
      if (aside.length < WRITE_ROWS) continue;
      file ??= await ctx.spill?.create();
      await file?.write(encodeRun(aside));
      aside = [];
    }
    if (aside.length > 0) {
      file ??= await ctx.spill?.create();
      await file?.write(encodeRun(aside));
    }
    isWhole = true;
    return file;
  } finally {
    if (!isWhole) await file?.close();
  }
}

async function* batchesOf(reader: RunReader): AsyncGenerator<readonly Row[]> {
  await reader.next();
  while (reader.row) {
    const batch: Row[] = [];
    while (reader.row && batch.length < OUT_ROWS) {
      batch.push(reader.row);
      const waiting = reader.next();
      if (waiting) await waiting;
    }
    yield batch;
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

  #isFull(): boolean {
    const { spill, memoryRowsMax } = this.#ctx;
    const { bytes, count, isFull } = this.#keys;
    return spill !== undefined && count > 0 && (isFull || bytes > spill.runBytesMax || count >= memoryRowsMax);
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all units of one byte.
const SHORT_UNITS = /^[\x00-\xff]*$/;

/** A key's units, which are no characters: of one byte each where that will do. The first byte tells. */
function keyBytes(key: string): Buffer {
  return SHORT_UNITS.test(key) ? Buffer.from(`\u0000${key}`, 'latin1') : Buffer.from(`\u0001${key}`, 'utf16le');
}
