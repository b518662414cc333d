import { anySignal, VtError } from '@vt/base';
import type { Join, JoinBatch, PlanNode } from '@vt/plan';
import {
  type BindValue,
  type BindVariable,
  type BindVariables,
  type Field,
  isIntegral,
  isText,
  type Row,
  Type,
} from '@vt/sqltypes';
import { noDate } from '../adapt/date-functions.ts';
import type { ExecutionContext } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { bindOf, isDate, isNoDate, isZeroDate, withBinds, zeroDate } from '../rows/binds.ts';
import { batches, openRows } from '../rows/cursor.ts';
import { hashText } from '../rows/hash.ts';
import { HeldRows } from '../rows/held-rows.ts';
import { valueHash } from '../rows/keys.ts';
import { Held, MemoryExceededError } from '../rows/memory.ts';
import { isRowLimit } from '../rows/row-limit.ts';
import { argumentsOf } from './arguments.ts';

export type Answer = {
  readonly fields: readonly Field[] /** Those of each left row. */;
  readonly rows: readonly (readonly Row[])[];
};

export interface Inner {
  /** So many left rows it is asked about at once. */
  readonly rowsMax: number;
  /** The right rows of some left rows; without any, as if there were one with NULL in every column. */
  rows(left: readonly Row[]): Promise<Answer>;
  /** What it keeps is not wanted any more. */
  close(): void;
}

/** Left rows whose right rows are asked for at once: a part of those that cursors give at a time. */
export const BATCH_ROWS_MAX = 128;
/** From so many batches on it is asked whether all right rows at once would cost less. */
const BATCHES_BEFORE_WHOLE = 8;
/** After an attempt that took too long, so many times as long is spent on batches before the next. */
const PATIENCE = 4;
/** Why all right rows are not read any more. */
const LATE = 'late';

/** ms; `after` calls once so much later, unless what it returns was called before. */
export type Clock = { now(): number; after(ms: number, call: () => void): () => void };

const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** What runs `batch.right`, and `batch.whole` where there is one. */
export type BatchSteps = {
  readonly batch: JoinBatch<PlanNode>;
  readonly right: Primitive;
  readonly whole: Primitive | undefined;
  readonly clock: Clock;
};

export function batchSteps(
  batch: JoinBatch<PlanNode> | undefined,
  build: (node: PlanNode) => Primitive,
  clock: Clock = systemClock,
): BatchSteps | undefined {
  return batch && { batch, right: build(batch.right), whole: batch.whole && build(batch.whole), clock };
}

/**
 * The right rows of many left rows at a time, found by lists of their values. Whether the shards have an index for those is not known:
 * when batches have taken a while, all right rows are read for as long again, and kept where that was enough time and memory. So a join
 * costs at most a part more than the better one of both ways.
 */
export class BatchedInner implements Inner {
  readonly rowsMax = BATCH_ROWS_MAX;
  readonly #vars: Join['vars'];
  readonly #steps: BatchSteps;
  readonly #fields: readonly Field[];
  readonly #ctx: ExecutionContext;
  /** The columns of the left rows that are dates by which they are told apart. */
  readonly #dateKeys: readonly number[];
  /** Of the left rows and the right ones, which have the same columns each time. */
  #keys: readonly [Keying, Keying] | undefined;
  #kept: KeptRows | undefined;
  #batches = 0;
  /** ms that batches took, and how much of that there must be before all rows are read; undefined: they are not. */
  #spent = 0;
  #patience: number | undefined;

  constructor(vars: Join['vars'], steps: BatchSteps, fields: readonly Field[], ctx: ExecutionContext) {
    this.#vars = vars;
    this.#steps = steps;
    this.#fields = fields;
    this.#ctx = ctx;
    this.#dateKeys = steps.batch.keys.map((key) => key.left).filter((column) => isDate(fields[column]?.type ?? 0));
    // In a transaction a shard has one connection, on which what is not wanted any more must be read to its end.
    if (steps.whole && !ctx.runner.exclusive && !ctx.takesWhole) this.#patience = 0;
  }

  async rows(left: readonly Row[]): Promise<Answer> {
    if (!this.#kept && this.#isTimeForWhole()) await this.#readWhole(this.#steps.whole as Primitive);
    return this.#kept ? this.#ofKept(left, this.#kept) : this.#ofDates(left);
  }

  /** A date that no literal may be is no member of a list of others: such a row asks for its own. */
  async #ofDates(left: readonly Row[]): Promise<Answer> {
    const isAlone = (row: Row): boolean => this.#dateKeys.some((column) => isNoDateAt(row, column));
    const alone = left.length > 1 ? left.filter(isAlone) : [];
    if (alone.length === 0) return this.#ofBatch(left);
    const found = new Map<Row, readonly Row[]>();
    let fields: readonly Field[] = [];
    for (const part of [left.filter((row) => !isAlone(row)), ...alone.map((row) => [row])]) {
      if (part.length === 0) continue;
      const answer = await this.#ofBatch(part);
      fields = answer.fields;
      for (const [i, row] of part.entries()) found.set(row, answer.rows[i] ?? []);
    }
    return { fields, rows: left.map((row) => found.get(row) ?? []) };
  }

  close(): void {
    this.#kept?.rows.close();
  }

  /** Where there are more rows for many left ones than a shard gives at once, or memory has room for, fewer are asked for. */
  async #ofBatch(left: readonly Row[]): Promise<Answer> {
    try {
      return await this.#ask(left);
    } catch (error) {
      const isTooMuch = isRowLimit(error) || error instanceof MemoryExceededError;
      if (left.length < 2 || !isTooMuch) throw error;
      const half = left.length >> 1;
      const first = await this.#ofBatch(left.slice(0, half));
      const second = await this.#ofBatch(left.slice(half));
      return { fields: first.fields, rows: [...first.rows, ...second.rows] };
    }
  }

  async #ask(left: readonly Row[]): Promise<Answer> {
    const start = this.#steps.clock.now();
    const cursor = await openRows(this.#steps.right, this.#context(left));
    const found = new Map<string, Row[]>();
    const held = new Held(this.#ctx);
    try {
      const [, keyOfRight] = (this.#keys ??= this.#keyings(cursor.fields));
      for await (const batch of batches(cursor)) {
        for (const row of batch) {
          held.add(row);
          const key = keyOfRight(row);
          if (key === undefined) continue;
          const rows = found.get(key);
          if (rows) rows.push(row);
          else found.set(key, [row]);
        }
      }
    } finally {
      await cursor.close();
    }
    this.#batches++;
    this.#spent += this.#steps.clock.now() - start;
    const [keyOfLeft] = this.#keys as readonly [Keying, Keying];
    return { fields: cursor.fields, rows: left.map((row) => ofKey(keyOfLeft(row), found)) };
  }

  #ofKept(left: readonly Row[], { fields, rows }: KeptRows): Answer {
    const [keyOfLeft, keyOfRight] = this.#keys as readonly [Keying, Keying];
    const found = new Map<string, Row[]>();
    const held = new Held(this.#ctx);
    for (const row of left) {
      const key = keyOfLeft(row);
      if (key === undefined || found.has(key)) continue;
      const ofThis = [...rows.find(hashText(key))].filter((one) => keyOfRight(one) === key);
      for (const one of ofThis) held.add(one);
      found.set(key, ofThis);
    }
    return { fields, rows: left.map((row) => ofKey(keyOfLeft(row), found)) };
  }

  #isTimeForWhole(): boolean {
    return this.#patience !== undefined && this.#batches >= BATCHES_BEFORE_WHOLE && this.#spent >= this.#patience;
  }

  async #readWhole(whole: Primitive): Promise<void> {
    const { clock } = this.#steps;
    const stop = new AbortController();
    const until = clock.now() + this.#spent;
    const cancelTimer = clock.after(this.#spent, () => stop.abort(LATE));
    try {
      this.#kept = await this.#keepAll(whole, until, stop);
    } catch (error) {
      // Batches may be had all the same: a shard gives so many rows at most. What is wrong with them, too, they will say.
      if (this.#ctx.signal.aborted) throw error;
    } finally {
      cancelTimer();
    }
    this.#patience = !this.#kept && stop.signal.reason === LATE ? this.#spent * PATIENCE : undefined;
  }

  /** Undefined where there are too many, or it takes too long: the shards are told to stop. */
  async #keepAll(whole: Primitive, until: number, stop: AbortController): Promise<KeptRows | undefined> {
    const ctx = { ...this.#ctx, signal: anySignal([this.#ctx.signal, stop.signal]) };
    const cursor = await openRows(whole, ctx);
    const [, keyOfRight] = this.#keys as readonly [Keying, Keying];
    const rows = new HeldRows(cursor.fields.length);
    let isWhole = false;
    try {
      for (let batch = await cursor.next(); batch; batch = await cursor.next()) {
        for (const row of batch) {
          const key = keyOfRight(row);
          if (key !== undefined) rows.add(hashText(key), row);
        }
        if (this.#isTooMuch(rows)) stop.abort();
        else if (this.#steps.clock.now() > until) stop.abort(LATE);
        if (stop.signal.aborted) return undefined;
      }
      isWhole = true;
      return { fields: cursor.fields, rows };
    } finally {
      if (!isWhole) rows.close();
      await cursor.close();
    }
  }

  #isTooMuch({ bytes, count, isFull }: HeldRows): boolean {
    const { spill, memoryRowsMax, memoryBytesMax } = this.#ctx;
    return (
      isFull || count > memoryRowsMax || bytes > (spill?.runBytesMax ?? memoryBytesMax ?? Number.POSITIVE_INFINITY)
    );
  }

  #keyings(right: readonly Field[]): readonly [Keying, Keying] {
    const { keys } = this.#steps.batch;
    return [
      keying(
        keys.map((key) => ({ column: key.left, collation: key.collation })),
        this.#fields,
      ),
      keying(
        keys.map((key) => ({ column: key.right, collation: key.collation })),
        right,
      ),
    ];
  }

  #context(rows: readonly Row[]): ExecutionContext {
    const binds = Object.fromEntries(
      this.#steps.batch.keys.map(({ list, left }) => [list, listOf(rows, left, this.#fields[left] as Field)]),
    );
    return withBinds(this.#ctx, {
      ...argumentsOf(this.#vars, rows[0], this.#fields, this.#steps.batch.right),
      ...binds,
    });
  }
}

/** All right rows, by the hash of their keys. */
type KeptRows = { readonly fields: readonly Field[]; readonly rows: HeldRows };

const ofKey = (key: string | undefined, found: ReadonlyMap<string, readonly Row[]>): readonly Row[] =>
  (key !== undefined && found.get(key)) || [];

function listOf(rows: readonly Row[], column: number, field: Field): BindVariables[string] {
  const values = new Map<string, BindValue>();
  for (const row of rows) {
    const bind =
      isDate(field.type) && isNoDateAt(row, column) ? ofNoDate(row[column]) : bindOf(row[column] ?? null, field);
    if (bind.type !== Type.NULL_TYPE) values.set(Buffer.from(bind.value).toString('latin1'), bind);
  }
  const list = values.size > 0 ? [...values.values()] : [{ type: Type.NULL_TYPE, value: new Uint8Array(0) }];
  return { type: Type.TUPLE, value: new Uint8Array(0), values: list };
}

function isNoDateAt(row: Row, column: number): boolean {
  const value = row[column] ?? null;
  return value !== null && isNoDate(value);
}

/** @throws VT12001 */
function ofNoDate(value: Uint8Array | null | undefined): BindVariable {
  if (!value || !isZeroDate(value)) throw noDate();
  return zeroDate;
}

/** Equal for rows that belong together; undefined where one of the values is NULL, which is equal to nothing. */
type Keying = (row: Row) => string | undefined;

/** INVARIANT: what is compared is what the planner took it for, numbers, bytes, days, moments or texts, so that equal keys are equal values. */
function keying(
  keys: readonly { readonly column: number; readonly collation: string | undefined }[],
  fields: readonly Field[],
): Keying {
  const hashes = keys.map(({ column, collation }) => {
    const field = fields[column];
    const isExpected = field && (collation === undefined ? isExact(field.type) : isText(field.type));
    if (!isExpected) throw VtError.of('VT12001', `joining by column '${field?.name ?? ''}' of this type over shards`);
    return valueHash({ column, weight: undefined, collation }, fields);
  });
  return (row) => {
    let key = '';
    for (const hash of hashes) {
      const part = hash(row);
      if (part === undefined) return undefined;
      key += `${part.length}:${part}`;
    }
    return key;
  };
}

const isExact = (type: number): boolean =>
  isIntegral(type) ||
  type === Type.DECIMAL ||
  type === Type.BINARY ||
  type === Type.VARBINARY ||
  type === Type.TIME ||
  isDate(type);
