import type { Join, PlanNode } from '@vt/plan';
import type { Field, Row } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { withBinds } from '../rows/binds.ts';
import { batches, type Cursor, generatedCursor, openRows, rowPrimitive } from '../rows/cursor.ts';
import { Held } from '../rows/memory.ts';
import { argumentsOf } from './arguments.ts';
import { type Answer, BATCH_ROWS_MAX, BatchedInner, batchSteps, type Clock, type Inner } from './batched-join.ts';
import { nullable, pickColumns } from './join-columns.ts';

const OUT_ROWS = 256;

/** For each row of the left one runs the right one; for many at once where the plan says how. */
export function join(node: Join, build: (node: PlanNode) => Primitive, clock?: Clock): Primitive {
  const left = build(node.left);
  const right = build(node.right);
  const steps = batchSteps(node.batch, build, clock);
  return rowPrimitive(async (ctx) => {
    const outer = await openRows(left, ctx);
    const inner = steps
      ? new BatchedInner(node.vars, steps, outer.fields, ctx)
      : new InnerByRow(node, right, outer.fields, ctx);
    try {
      const first = (await outer.next()) ?? [];
      // Also without left rows: the columns of the right one must be known.
      const answer = await inner.rows(first.slice(0, inner.rowsMax));
      const rightFields = answer.fields;
      const ofRight = (field: Field) => (node.variant === 'LeftJoin' ? nullable(field) : field);
      const fields = node.columns.map(
        (column) => (column < 0 ? outer.fields[-column - 1] : ofRight(rightFields[column - 1] as Field)) as Field,
      );
      return generatedCursor(fields, joined(node, outer, first, answer, inner), async () => {
        inner.close();
        await outer.close();
      });
    } catch (error) {
      inner.close();
      await outer.close();
      throw error;
    }
  });
}

async function* joined(
  node: Join,
  outer: Cursor,
  first: readonly Row[],
  firstAnswer: Answer,
  inner: Inner,
): AsyncGenerator<readonly Row[]> {
  let known: Answer | undefined = firstAnswer;
  for (let batch: readonly Row[] | undefined = first; batch; batch = await outer.next()) {
    for (let i = 0; i < batch.length; i += inner.rowsMax) {
      const left = batch.slice(i, i + inner.rowsMax);
      const { rows } = known ?? (await inner.rows(left));
      known = undefined;
      yield* combined(node, left, rows);
    }
  }
}

/** Not all at once: each of the left rows may have all of the right ones. */
function* combined(
  { columns, variant }: Join,
  left: readonly Row[],
  right: readonly (readonly Row[])[],
): Generator<readonly Row[]> {
  let out: Row[] = [];
  for (const [i, row] of left.entries()) {
    const found = right[i] ?? [];
    if (found.length === 0 && variant === 'LeftJoin') out.push(pickColumns(columns, row, undefined));
    for (const one of found) {
      out.push(pickColumns(columns, row, one));
      if (out.length < OUT_ROWS) continue;
      yield out;
      out = [];
    }
  }
  if (out.length > 0) yield out;
}

class InnerByRow implements Inner {
  /** The right rows of each are held. Without arguments they are the same for all. */
  readonly rowsMax: number;
  readonly #node: Join;
  readonly #right: Primitive;
  readonly #fields: readonly Field[];
  readonly #ctx: ExecutionContext;

  constructor(node: Join, right: Primitive, fields: readonly Field[], ctx: ExecutionContext) {
    this.#node = node;
    this.#right = right;
    this.#fields = fields;
    this.#ctx = ctx;
    this.rowsMax = Object.keys(node.vars).length === 0 ? BATCH_ROWS_MAX : 1;
  }

  async rows(left: readonly Row[]): Promise<Answer> {
    const cursor = await openRows(this.#right, this.#context(left[0]));
    const held = new Held(this.#ctx);
    const rows: Row[] = [];
    try {
      for await (const batch of batches(cursor)) {
        for (const one of batch) {
          held.add(one);
          rows.push(one);
        }
      }
    } finally {
      await cursor.close();
    }
    return { fields: cursor.fields, rows: left.map(() => rows) };
  }

  close(): void {}

  #context(row: Row | undefined): ExecutionContext {
    return withBinds(this.#ctx, argumentsOf(this.#node.vars, row, this.#fields, this.#node.right));
  }
}
