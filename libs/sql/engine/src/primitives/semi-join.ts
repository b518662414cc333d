import type { PlanNode, SemiJoin } from '@vt/plan';
import type { Row } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { withBinds } from '../rows/binds.ts';
import { batches, type Cursor, generatedCursor, openRows, rowPrimitive } from '../rows/cursor.ts';
import { argumentsOf } from './arguments.ts';
import { BATCH_ROWS_MAX, BatchedInner, batchSteps, type Clock } from './batched-join.ts';
import { KnownAnswers, ofBooleans } from './known-answers.ts';

/** Keeps the left rows for which the right one gives a row, or gives none; asks for many at once where the plan says how. */
export function semiJoin(node: SemiJoin, build: (node: PlanNode) => Primitive, clock?: Clock): Primitive {
  const left = build(node.left);
  const right = build(node.right);
  const steps = batchSteps(node.batch, build, clock);
  return rowPrimitive(async (ctx) => {
    const outer = await openRows(left, ctx);
    const inner = steps ? new BatchedInner(node.vars, steps, outer.fields, ctx) : undefined;
    const isFound = inner ? foundAtOnce(inner) : foundByRow(node, outer, right, ctx);
    return generatedCursor(outer.fields.slice(0, node.resultColumns), kept(node, outer, isFound), async () => {
      inner?.close();
      await outer.close();
    });
  });
}

/** For each of some left rows, whether the right one has a row. */
type Found = (rows: readonly Row[]) => Promise<readonly boolean[]>;

async function* kept(node: SemiJoin, outer: Cursor, isFound: Found): AsyncGenerator<readonly Row[]> {
  for await (const batch of batches(outer)) {
    for (let i = 0; i < batch.length; i += BATCH_ROWS_MAX) {
      const rows = batch.slice(i, i + BATCH_ROWS_MAX);
      const found = await isFound(rows);
      const out = rows.filter((_, nth) => found[nth] !== node.anti).map((row) => row.slice(0, node.resultColumns));
      if (out.length > 0) yield out;
    }
  }
}

function foundAtOnce(inner: BatchedInner): Found {
  return async (left) => (await inner.rows(left)).rows.map((rows) => rows.length > 0);
}

function foundByRow(node: SemiJoin, outer: Cursor, right: Primitive, ctx: ExecutionContext): Found {
  const known = node.stable ? new KnownAnswers(Object.values(node.vars), ofBooleans) : undefined;
  const ask = (row: Row): Promise<boolean> =>
    hasRow(right, withBinds(ctx, argumentsOf(node.vars, row, outer.fields, node.right)));
  return async (rows) => {
    const found: boolean[] = [];
    for (const row of rows) found.push(await (known ? known.of(row, () => ask(row)) : ask(row)));
    return found;
  };
}

export async function hasRow(primitive: Primitive, ctx: ExecutionContext): Promise<boolean> {
  const cursor = await openRows(primitive, ctx);
  try {
    return (await cursor.next()) !== undefined;
  } finally {
    await cursor.close();
  }
}
