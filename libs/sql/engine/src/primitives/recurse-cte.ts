import { VtError } from '@vt/base';
import type { PlanNode, RecurseCte } from '@vt/plan';
import type { Field, Row } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { withBinds } from '../rows/binds.ts';
import { batches, type Cursor, generatedCursor, openRows, rowPrimitive } from '../rows/cursor.ts';
import { rowHash } from '../rows/keys.ts';
import { Held } from '../rows/memory.ts';
import { argumentsOf } from './arguments.ts';

const DEPTH_MAX = 1000;

/** A recursive common table expression: the step is run for the rows of each round until a round gives none. */
export function recurseCte(node: RecurseCte, build: (node: PlanNode) => Primitive): Primitive {
  const seed = build(node.seed);
  const step = build(node.step);
  return rowPrimitive(async (ctx) => {
    const first = await openRows(seed, ctx);
    return generatedCursor(first.fields.map(nullable), rounds(node, first, step, ctx), () => first.close());
  });
}

const NOT_NULL = 1;

/** A later round may give NULL where the first one cannot. */
function nullable(field: Field): Field {
  return { ...field, flags: field.flags & ~NOT_NULL };
}

async function* rounds(
  node: RecurseCte,
  first: Cursor,
  step: Primitive,
  ctx: ExecutionContext,
): AsyncGenerator<readonly Row[]> {
  const held = new Held(ctx);
  const isNew = node.distinct ? newRows(first.fields) : () => true;
  const depthMax = ctx.recursionDepthMax ?? DEPTH_MAX;
  let round: Row[] = [];
  for await (const batch of batches(first)) round.push(...keep(batch, isNew, held));
  await first.close();
  // One that does not end is an error, however few of its rows are wanted.
  const all: Row[][] = [];
  for (let depth = 0; round.length > 0; depth++) {
    all.push(round);
    if (ctx.recursionStops && depth >= depthMax) break;
    if (depth > depthMax) throw VtError.of('VT09030', depth);
    round = await oneRound(node, round, step, first.fields, ctx, isNew, held);
  }
  yield* all;
}

async function oneRound(
  node: RecurseCte,
  before: readonly Row[],
  step: Primitive,
  fields: readonly Field[],
  ctx: ExecutionContext,
  isNew: (row: Row) => boolean,
  held: Held,
): Promise<Row[]> {
  const next: Row[] = [];
  for (const row of before) {
    const cursor = await openRows(step, withBinds(ctx, argumentsOf(node.vars, row, fields, node.step)));
    try {
      for await (const batch of batches(cursor)) next.push(...keep(batch, isNew, held));
    } finally {
      await cursor.close();
    }
  }
  return next;
}

function keep(rows: readonly Row[], isNew: (row: Row) => boolean, held: Held): Row[] {
  return rows.filter((row) => {
    if (!isNew(row)) return false;
    held.add(row);
    return true;
  });
}

function newRows(fields: readonly Field[]): (row: Row) => boolean {
  const hash = rowHash(
    fields.map((_, column) => ({ column, weight: undefined, collation: undefined })),
    fields,
  );
  const seen = new Set<string>();
  return (row) => {
    const key = hash(row);
    return !seen.has(key) && seen.add(key).size > 0;
  };
}
