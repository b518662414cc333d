import type { PlanNode, Projection, SimpleProjection } from '@vt/plan';
import { print } from '@vt/sqlparser';
import type { Field, Row } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import { extremesOf } from '../eval/extremes.ts';
import { compileRowExpression } from '../eval/row-expression.ts';
import { saidBelow } from '../eval/said-below.ts';
import type { Primitive } from '../primitive.ts';
import { memberType, valueField } from '../rows/binds.ts';
import { mapCursor, openAs, openRows, rowPrimitive } from '../rows/cursor.ts';
import { decimalPadder } from '../rows/padded.ts';

/** Computes columns. */
export function projection(node: Projection, build: (node: PlanNode) => Primitive): Primitive {
  const input = build(node.input);
  const quiet = extremesOf(node.input);
  const texts = node.exprs.map(({ expr }) => print(expr));
  // What is there twice (a column by which rows are sorted too) is computed once.
  const firsts = texts.map((text) => texts.indexOf(text));
  const said = saidBelow(node);
  return rowPrimitive((ctx) =>
    openAs(input, ctx, (rows) => {
      const { onWarning: _, ...silent } = ctx;
      const exprs = node.exprs.map(({ expr }, i) =>
        compileRowExpression(expr, rows.fields, { ...(said.has(i) ? silent : ctx), quiet }),
      );
      const fields = exprs.map(({ field }, i): Field => renamed(field, node.exprs[i]?.name ?? ''));
      const pad = node.pads ? decimalPadder(fields) : undefined;
      const compute = (row: Row): Row => {
        const values: (Uint8Array | null)[] = [];
        for (const [i, expr] of exprs.entries())
          values.push(firsts[i] === i ? expr.value(row) : (values[firsts[i] as number] ?? null));
        return values;
      };
      return mapCursor(rows, fields, (batch) => batch.map(pad ? (row) => pad(compute(row)) : compute));
    }),
  );
}

/** Picks columns, untouched. */
export function simpleProjection(node: SimpleProjection, build: (node: PlanNode) => Primitive): Primitive {
  const input = build(node.input);
  return rowPrimitive(async (ctx) => {
    const rows = await openRows(input, ctx);
    const fields = node.columns.map(({ column, name, table, typeOf }) => {
      const like = typeOf === undefined ? undefined : ctx.bindFields?.[typeOf];
      const field = typed(rows.fields[column] as Field, like, ctx);
      return ofTable(renamed(field, name), table);
    });
    const same = node.columns.length === rows.fields.length && node.columns.every(({ column }, i) => column === i);
    if (same) return mapCursor(rows, fields, (batch) => batch);
    return mapCursor(rows, fields, (batch) =>
      batch.map((row) => node.columns.map(({ column }) => row[column] ?? null)),
    );
  });
}

const NOT_NULL = 1;

/** The column of a literal, of the type that the value had. A subquery may always be NULL. */
function typed(field: Field, like: Field | undefined, ctx: ExecutionContext): Field {
  if (!like) return field;
  const { type, charset, columnLength, decimals, flags } = valueField(like, memberType(ctx));
  return { ...field, type, charset, columnLength, decimals, flags: flags & ~NOT_NULL };
}

function ofTable(field: Field, table: string | undefined): Field {
  return table === undefined ? field : { ...field, table };
}

function renamed(field: Field, name: string): Field {
  return name === '' || name === field.name ? field : { ...field, name };
}
