import type { SetOperation } from '@vt/plan';
import type { Row } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import { CountedKeys, countBytes, timesOf } from './counted-keys.ts';
import { hash32 } from './hash.ts';
import { keyBytes } from './key-bytes.ts';
import type { RowHash } from './keys.ts';
import { PARTITIONS, Partitions, partitionOf } from './partitions.ts';
import { batchesOf, RowFile } from './row-file.ts';
import type { RunReader } from './run-reader.ts';

type Rows = AsyncIterable<readonly Row[]>;

/** Of a key that is put aside: its bytes, and how often it came. */
const KEY_COLUMNS = 2;

/**
 * The left rows that EXCEPT or INTERSECT keeps: of equal ones as many as with ALL; without it, any number of each. The right rows' keys are
 * held in memory; where there is no room for them, the rows of both sides are put aside in partitions by the hash of their key, and
 * one partition is looked through after the other. Left rows keep their order only where nothing was put aside.
 */
export async function* matchedRows(
  operation: SetOperation['operation'],
  left: Rows,
  right: Rows,
  hash: RowHash,
  columns: number,
  ctx: ExecutionContext,
): AsyncGenerator<readonly Row[]> {
  const matcher = new Matcher(operation, hash, ctx);
  let stored: Partitions | undefined;
  let aside: Partitions | undefined;
  try {
    stored = await readKeys(right, matcher, ctx);
    if (stored && ctx.spill) aside = await Partitions.create(ctx.spill, columns);
    for await (const batch of left) {
      const kept: Row[] = [];
      for (const row of batch) {
        const hashed = matcher.hashed(row);
        if (stored && aside && stored.rows(partitionOf(hashed.hash)) > 0) {
          const waiting = aside.add(hashed.hash, row);
          if (waiting) await waiting;
        } else if (matcher.finds(hashed) === matcher.keepsFound) kept.push(row);
      }
      if (kept.length > 0) yield kept;
    }
    await aside?.finish();
    for (let nth = 0; stored && aside && nth < PARTITIONS; nth++)
      if (aside.rows(nth) > 0) yield* matchedOfPartition(aside.read(nth), stored.read(nth), matcher, columns, ctx);
  } finally {
    matcher.keys.close();
    await stored?.close();
    await aside?.close();
  }
}

/** Takes the right rows' keys into memory; beyond its bound none of them is there, and all are in partitions. */
async function readKeys(rows: Rows, matcher: Matcher, { spill }: ExecutionContext): Promise<Partitions | undefined> {
  let stored: Partitions | undefined;
  let isWhole = false;
  try {
    for await (const batch of rows) {
      for (const row of batch) {
        const { hash, key } = matcher.hashed(row);
        if (!stored && spill && matcher.keys.isFull) {
          stored = await Partitions.create(spill, KEY_COLUMNS);
          for (const held of matcher.keys.all()) await stored.add(held.hash, held.row);
          matcher.keys.clear();
        }
        if (!stored) matcher.keys.add(hash, key);
        const waiting = stored?.add(hash, [key, countBytes(1)]);
        if (waiting) await waiting;
      }
    }
    await stored?.finish();
    isWhole = true;
    return stored;
  } finally {
    if (!isWhole) await stored?.close();
  }
}

/** Keys that memory has no room for are looked through in parts: what one part does not decide is left to the next one. */
async function* matchedOfPartition(
  left: RunReader,
  right: RunReader,
  matcher: Matcher,
  columns: number,
  ctx: ExecutionContext,
): AsyncGenerator<readonly Row[]> {
  let before = new RowFile(ctx.spill, columns);
  let after = before;
  let rows: Rows = batchesOf(left, columns);
  await right.next();
  try {
    while (right.row) {
      await load(right, matcher.keys);
      after = new RowFile(ctx.spill, columns);
      yield* matchedOfPart(rows, matcher, right.row ? after : undefined);
      await before.close();
      before = after;
      rows = after.batches();
    }
  } finally {
    await before.close();
    await after.close();
  }
}

async function* matchedOfPart(
  rows: Rows,
  matcher: Matcher,
  undecided: RowFile | undefined,
): AsyncGenerator<readonly Row[]> {
  for await (const batch of rows) {
    const kept: Row[] = [];
    for (const row of batch) {
      const isFound = matcher.finds(matcher.hashed(row));
      if (!isFound && undecided) {
        const waiting = undecided.add(row);
        if (waiting) await waiting;
      } else if (isFound === matcher.keepsFound) kept.push(row);
    }
    if (kept.length > 0) yield kept;
  }
  await undecided?.finish();
}

/** Takes into memory what comes next and has room there, instead of what was there. */
async function load(from: RunReader, keys: CountedKeys): Promise<void> {
  keys.clear();
  while (from.row && !keys.isFull) {
    const [key, times] = from.row as [Buffer, Buffer];
    keys.add(hash32(key), key, timesOf(times));
    const waiting = from.next();
    if (waiting) await waiting;
  }
}

type Hashed = { readonly hash: number; readonly key: Buffer };

class Matcher {
  /** Of right rows. */
  readonly keys: CountedKeys;
  /** Whether a left row is kept that has an equal one on the right, or else one that has none. */
  readonly keepsFound: boolean;
  readonly #isAll: boolean;
  readonly #hash: RowHash;

  constructor(operation: SetOperation['operation'], hash: RowHash, ctx: ExecutionContext) {
    this.keys = new CountedKeys(ctx);
    this.keepsFound = operation === 'intersect' || operation === 'intersect all';
    this.#isAll = operation === 'except all' || operation === 'intersect all';
    this.#hash = hash;
  }

  hashed(row: Row): Hashed {
    const key = keyBytes(this.#hash(row));
    return { hash: hash32(key), key };
  }

  /** Whether a left row has an equal one on the right: with ALL, one that no other left row has. */
  finds({ hash, key }: Hashed): boolean {
    return this.#isAll ? this.keys.take(hash, key) : this.keys.has(hash, key);
  }
}
