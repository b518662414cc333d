import { VtError } from '@vt/base';
import type { ApplySubquery, PlanNode, SemiJoin, UncorrelatedSubquery } from '@vt/plan';
import {
  type BindVariables,
  collectResult,
  type Field,
  type Result,
  type ResultSink,
  type Row,
  Type,
} from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import { plainField } from '../eval/row-expression.ts';
import type { Primitive } from '../primitive.ts';
import { bindOf, valueField, withBinds } from '../rows/binds.ts';
import { batches, type Cursor, generatedCursor, openRows, type RowPrimitive, rowPrimitive } from '../rows/cursor.ts';
import { argumentsOf } from './join.ts';

/** Runs a query first and hands what it gave to the outer one as binds. */
export function uncorrelatedSubquery(node: UncorrelatedSubquery, build: (node: PlanNode) => Primitive): RowPrimitive {
  const subquery = build(node.subquery);
  const outer = build(node.outer);
  return {
    open: async (ctx) => openRows(outer, await withAnswer(node, subquery, ctx)),
    execute: async (ctx, sink: ResultSink) => outer.execute(await withAnswer(node, subquery, ctx), sink),
  };
}

const NULL = { type: Type.NULL_TYPE, value: new Uint8Array(0) };

async function withAnswer(
  node: UncorrelatedSubquery,
  subquery: Primitive,
  ctx: ExecutionContext,
): Promise<ExecutionContext> {
  const { rows, fields } = await run(subquery, ctx);
  const [field] = fields;
  const next = withBinds(ctx, bindsOf(node, rows, fields));
  if (!field || node.variant !== 'PulloutValue') return next;
  return { ...next, bindFields: { ...ctx.bindFields, [node.argument]: field } };
}

async function run(subquery: Primitive, ctx: ExecutionContext): Promise<Result> {
  const answer = collectResult({ rowsMax: ctx.memoryRowsMax });
  await subquery.execute(ctx, answer);
  return answer.result;
}

function bindsOf(node: UncorrelatedSubquery, rows: readonly Row[], fields: readonly Field[]): BindVariables {
  const has = { type: Type.INT64, value: Buffer.from(rows.length > 0 ? '1' : '0') };
  if (node.variant === 'PulloutExists') return { [node.hasValues]: has };
  const [field, ...others] = fields;
  if (!field || others.length > 0) throw operandColumns();
  checkPassable(field);
  if (node.variant === 'PulloutValue') {
    const value = scalar(rows, field);
    if (node.typed && (value.type === Type.NULL_TYPE || field.type === Type.CHAR))
      throw VtError.of('VT12001', 'a column made of what a subquery gives, whose type no literal has');
    return { [node.argument]: value };
  }
  const values = rows.length > 0 ? rows.map((row) => bindOf(row[0] ?? null, field)) : [NULL];
  return { [node.argument]: { type: Type.TUPLE, value: new Uint8Array(0), values }, [node.hasValues]: has };
}

function scalar(rows: readonly Row[], field: Field): BindVariables[string] {
  if (rows.length > 1)
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      errno: 1242,
      state: '21000',
      message: 'Subquery returns more than 1 row',
    });
  return bindOf(rows[0]?.[0] ?? null, field);
}

function operandColumns(): VtError {
  return new VtError({
    code: 'INVALID_ARGUMENT',
    errno: 1241,
    state: '21000',
    message: 'Operand should contain 1 column(s)',
  });
}

/** Types whose text, as a literal of another statement, is not the value. */
export function checkPassable({ type, name }: Field): void {
  if (
    type === Type.FLOAT32 ||
    type === Type.JSON ||
    type === Type.BIT ||
    type === Type.GEOMETRY ||
    type === Type.VECTOR
  )
    throw VtError.of('VT12001', `handing column '${name}' of this type from one statement to another`);
}

/** Keeps the left rows for which the right one gives a row, or gives none. */
export function semiJoin(node: SemiJoin, build: (node: PlanNode) => Primitive): Primitive {
  const left = build(node.left);
  const right = build(node.right);
  return rowPrimitive(async (ctx) => {
    const outer = await openRows(left, ctx);
    return generatedCursor(outer.fields.slice(0, node.resultColumns), kept(node, outer, right, ctx), () =>
      outer.close(),
    );
  });
}

async function* kept(
  node: SemiJoin,
  outer: Cursor,
  right: Primitive,
  ctx: ExecutionContext,
): AsyncGenerator<readonly Row[]> {
  for await (const batch of batches(outer)) {
    const out: Row[] = [];
    for (const row of batch) {
      const found = await hasRow(right, withBinds(ctx, argumentsOf(node.vars, row, outer.fields)));
      if (found !== node.anti) out.push(row.slice(0, node.resultColumns));
    }
    if (out.length > 0) yield out;
  }
}

async function hasRow(primitive: Primitive, ctx: ExecutionContext): Promise<boolean> {
  const cursor = await openRows(primitive, ctx);
  const rows = await cursor.next();
  await cursor.close();
  return rows !== undefined;
}

/** Runs a query for each row and adds what it gave as a column. */
export function applySubquery(node: ApplySubquery, build: (node: PlanNode) => Primitive): Primitive {
  const input = build(node.input);
  const subquery = build(node.subquery);
  return rowPrimitive(async (ctx) => {
    const outer = await openRows(input, ctx);
    const given = await fieldOfSubquery(node, subquery, outer, ctx);
    const fields = node.columns.map(
      (column) => (column < 0 ? { ...given, name: node.name || given.name } : outer.fields[column]) as Field,
    );
    return generatedCursor(fields, applied(node, outer, subquery, ctx), () => outer.close());
  });
}

const NOT_NULL = 1;

async function fieldOfSubquery(
  node: ApplySubquery,
  subquery: Primitive,
  outer: Cursor,
  ctx: ExecutionContext,
): Promise<Field> {
  if (node.form === 'exists') return plainField(Type.INT64, 1, NOT_NULL);
  const cursor = await openRows(subquery, withBinds(ctx, argumentsOf(node.vars, undefined, outer.fields)));
  await cursor.close();
  const [field] = cursor.fields;
  if (!field || cursor.fields.length > 1) throw operandColumns();
  return valueField(field);
}

async function* applied(
  node: ApplySubquery,
  outer: Cursor,
  subquery: Primitive,
  ctx: ExecutionContext,
): AsyncGenerator<readonly Row[]> {
  for await (const batch of batches(outer)) {
    const out: Row[] = [];
    for (const row of batch) {
      const value = await valueFor(node, subquery, withBinds(ctx, argumentsOf(node.vars, row, outer.fields)));
      out.push(node.columns.map((column) => (column < 0 ? value : (row[column] ?? null))));
    }
    yield out;
  }
}

async function valueFor(
  { form }: ApplySubquery,
  subquery: Primitive,
  ctx: ExecutionContext,
): Promise<Uint8Array | null> {
  if (form === 'exists') return Buffer.from((await hasRow(subquery, ctx)) ? '1' : '0');
  const cursor = await openRows(subquery, ctx);
  const rows: Row[] = [];
  for await (const batch of batches(cursor)) rows.push(...batch);
  await cursor.close();
  if (rows.length > 1)
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      errno: 1242,
      state: '21000',
      message: 'Subquery returns more than 1 row',
    });
  return rows[0]?.[0] ?? null;
}
