import type { PlanNode } from '@vt/plan';
import { type ResultSink, RowAssembler } from '@vt/sqltypes';
import { builderOf } from './build.ts';
import type { ExecutionContext, ShardRunner } from './context.ts';
import type { Primitive } from './primitive.ts';
import { type Cursor, type RowPrimitive, rowPrimitive } from './rows/cursor.ts';

/** What one step of a plan did while the plan ran once. */
export type StepTrace = {
  /** The rows of each call. */
  readonly rows: number[];
  /** Of a route: the shards of all calls together. */
  shards: number;
};
export type Trace = Map<PlanNode, StepTrace>;

/** As `buildPrimitive`, of steps that note in `trace` what they do. For one run. */
export function buildTraced(node: PlanNode, trace: Trace): Primitive {
  const step = trace.get(node) ?? { rows: [], shards: 0 };
  trace.set(node, step);
  // The same rows, asked for many left ones at once.
  if (node.kind === 'Join' && node.batch) {
    trace.set(node.right, { rows: [], shards: 0 });
    trace.set(node.batch.right, trace.get(node.right) as StepTrace);
  }
  const primitive = builderOf(node)(node, (input) => buildTraced(input, trace));
  const counted = (ctx: ExecutionContext): ExecutionContext =>
    node.kind === 'Route' ? { ...ctx, runner: countingShards(ctx.runner, step) } : ctx;
  if ('open' in primitive) return tracedRows(primitive as RowPrimitive, step, counted);
  return { execute: (ctx, sink) => primitive.execute(counted(ctx), new CountingSink(sink, step)) };
}

function tracedRows(
  primitive: RowPrimitive,
  step: StepTrace,
  counted: (ctx: ExecutionContext) => ExecutionContext,
): RowPrimitive {
  return rowPrimitive(async (ctx) => countingCursor(await primitive.open(counted(ctx)), step));
}

function countingCursor(cursor: Cursor, step: StepTrace): Cursor {
  const at = step.rows.push(0) - 1;
  return {
    fields: cursor.fields,
    get ok() {
      return cursor.ok;
    },
    async next() {
      const rows = await cursor.next();
      step.rows[at] = (step.rows[at] ?? 0) + (rows?.length ?? 0);
      return rows;
    },
    close: () => cursor.close(),
  };
}

function countingShards(runner: ShardRunner, step: StepTrace): ShardRunner {
  return {
    ...(runner.exclusive !== undefined && { exclusive: runner.exclusive }),
    shards: (keyspace) => runner.shards(keyspace),
    pick: (shards) => runner.pick(shards),
    atomically: (work, signal) => runner.atomically(work, signal),
    run: (queries, sinks, options, signal) => {
      step.shards += queries.length;
      return runner.run(queries, sinks, options, signal);
    },
  };
}

class CountingSink implements ResultSink {
  readonly #target: ResultSink;
  readonly #step: StepTrace;
  readonly #at: number;
  readonly #assembler = new RowAssembler();

  constructor(target: ResultSink, step: StepTrace) {
    this.#target = target;
    this.#step = step;
    this.#at = step.rows.push(0) - 1;
  }

  get onDrain(): (() => void) | undefined {
    return this.#target.onDrain;
  }

  set onDrain(drain: (() => void) | undefined) {
    this.#target.onDrain = drain;
  }

  columns(...args: Parameters<ResultSink['columns']>): void {
    this.#target.columns(...args);
  }

  rows(packets: Buffer): boolean {
    this.#assembler.push(packets, () => {
      this.#step.rows[this.#at] = (this.#step.rows[this.#at] ?? 0) + 1;
    });
    return this.#target.rows(packets);
  }

  end(...args: Parameters<ResultSink['end']>): void {
    this.#target.end(...args);
  }

  error(...args: Parameters<ResultSink['error']>): void {
    this.#target.error(...args);
  }
}
