import type { PlanNode, Projection, SimpleProjection } from '@vt/plan';
import type { Field } from '@vt/sqltypes';
import { compileRowExpression } from '../eval/row-expression.ts';
import type { Primitive } from '../primitive.ts';
import { mapCursor, openRows, rowPrimitive } from '../rows/cursor.ts';

/** Computes columns. */
export function projection(node: Projection, build: (node: PlanNode) => Primitive): Primitive {
  const input = build(node.input);
  return rowPrimitive(async (ctx) => {
    const rows = await openRows(input, ctx);
    const exprs = node.exprs.map(({ expr }) => compileRowExpression(expr, rows.fields, ctx.binds));
    const fields = exprs.map(({ field }, i): Field => renamed(field, node.exprs[i]?.name ?? ''));
    return mapCursor(rows, fields, (batch) => batch.map((row) => exprs.map((expr) => expr.value(row))));
  });
}

/** Picks columns, untouched. */
export function simpleProjection(node: SimpleProjection, build: (node: PlanNode) => Primitive): Primitive {
  const input = build(node.input);
  return rowPrimitive(async (ctx) => {
    const rows = await openRows(input, ctx);
    const fields = node.columns.map(({ column, name }) => renamed(rows.fields[column] as Field, name));
    return mapCursor(rows, fields, (batch) =>
      batch.map((row) => node.columns.map(({ column }) => row[column] ?? null)),
    );
  });
}

function renamed(field: Field, name: string): Field {
  return name === '' || name === field.name ? field : { ...field, name };
}
