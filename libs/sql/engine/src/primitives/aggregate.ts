import type { AggregateNode, PlanNode } from '@vt/plan';
import { type Field, type Row, Type } from '@vt/sqltypes';
import { makeAggregate } from '../aggregate/accumulator.ts';
import type { Accumulator, AggregateMaker } from '../aggregate/maker.ts';
import type { ExecutionContext } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { batches, type Cursor, generatedCursor, openRows, rowPrimitive } from '../rows/cursor.ts';
import { type RowHash, rowHash } from '../rows/keys.ts';
import { Held } from '../rows/memory.ts';

const OUT_ROWS = 256;

/** Combines the rows of each group, which come one behind the other, into one. Holds one group. */
export function aggregate(node: AggregateNode, build: (node: PlanNode) => Primitive): Primitive {
  const input = build(node.input);
  return rowPrimitive(async (ctx) => {
    const rows = await openRows(input, ctx);
    try {
      const held = new Held(ctx);
      const makers = node.outputs.map((output) => makeAggregate(output, rows.fields, ctx, held));
      const hash = rowHash(node.groups, rows.fields);
      return generatedCursor(
        makers.map(({ field }, i) => fieldOfGroup(node, i, field, ctx)),
        groups(node, rows, makers, hash, held),
        () => rows.close(),
      );
    } catch (error) {
      await rows.close();
      throw error;
    }
  });
}

function fieldOfGroup(node: AggregateNode, i: number, field: Field, ctx: ExecutionContext): Field {
  if (node.scalar) return field;
  // A text that has no characters is a CHAR in a table of MariaDB's.
  const isEmpty = field.type === Type.VARCHAR && field.columnLength === 0;
  if (isEmpty && ctx.evaluation?.flavor === 'mariadb') return { ...field, type: Type.CHAR };
  return isExtreme(node, i) ? kept(field, ctx) : field;
}

/** The extreme of NULLs alone stands in a temporary table of MySQL's beside its group, where a column has some type. */
function kept(field: Field, { evaluation }: ExecutionContext): Field {
  if (field.type !== Type.NULL_TYPE) return field;
  return { ...field, type: evaluation?.flavor === 'mariadb' ? Type.BINARY : Type.VARBINARY };
}

function isExtreme({ outputs }: AggregateNode, i: number): boolean {
  const { function: name } = outputs[i] ?? {};
  return name === 'min' || name === 'max';
}

async function* groups(
  node: AggregateNode,
  rows: Cursor,
  makers: readonly AggregateMaker[],
  hash: RowHash,
  held: Held,
): AsyncGenerator<readonly Row[]> {
  let key: string | undefined;
  let group: Accumulator[] | undefined = node.scalar ? makers.map((maker) => maker.make()) : undefined;
  let out: Row[] = [];
  for await (const batch of batches(rows)) {
    for (const row of batch) {
      const next = node.scalar ? '' : hash(row);
      if (group && key !== undefined && key !== next) {
        out.push(group.map((one) => one.result()));
        group = undefined;
        held.clear();
      }
      group ??= makers.map((maker) => maker.make());
      key = next;
      for (const one of group) one.add(row);
    }
    if (out.length >= OUT_ROWS) {
      yield out;
      out = [];
    }
  }
  if (group) out.push(group.map((one) => one.result()));
  if (out.length > 0) yield out;
}
