import { VtError } from '@vt/base';
import type { ApplySubquery, PlanNode, UncorrelatedSubquery } from '@vt/plan';
import {
  type BindVariables,
  collectResult,
  type Field,
  type Result,
  type ResultSink,
  type Row,
  Type,
} from '@vt/sqltypes';
import { noDate } from '../adapt/date-functions.ts';
import { MORE_ROWS, moreRows, withTooMany } from '../adapt/more-rows.ts';
import { withoutRows } from '../adapt/without-rows.ts';
import type { ExecutionContext } from '../context.ts';
import { plainField } from '../eval/row-expression.ts';
import type { Primitive } from '../primitive.ts';
import { bindOf, isDate, isNoDate, withBinds } from '../rows/binds.ts';
import { takenField } from '../rows/computed-field.ts';
import {
  batches,
  type Cursor,
  generatedCursor,
  openAs,
  openRows,
  type RowPrimitive,
  rowPrimitive,
} from '../rows/cursor.ts';
import { paddedValue } from '../rows/padded.ts';
import { isTold, samplesOf } from '../rows/samples.ts';
import { argumentsOf } from './arguments.ts';
import { BATCH_ROWS_MAX, BatchedInner, batchSteps, type Clock } from './batched-join.ts';
import { KnownAnswers, ofValues } from './known-answers.ts';
import { hasRow } from './semi-join.ts';

/** Runs a query first and hands what it gave to the outer one as binds. */
export function uncorrelatedSubquery(node: UncorrelatedSubquery, build: (node: PlanNode) => Primitive): RowPrimitive {
  const subquery = build(node.subquery);
  const outer = build(node.outer);
  const next = async (ctx: ExecutionContext): Promise<readonly [Primitive, ExecutionContext]> => {
    try {
      return [outer, await withAnswer(node, subquery, ctx)];
    } catch (error) {
      const failing = error instanceof VtError && error.errno === MORE_ROWS && withTooMany(node.outer, node.argument);
      if (!failing) throw error;
      return [build(failing), ctx];
    }
  };
  return {
    open: async (ctx) => openRows(...(await next(ctx))),
    async execute(ctx, sink: ResultSink) {
      const [primitive, context] = await next(ctx);
      await primitive.execute(context, sink);
    },
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
  return { ...next, bindFields: { ...ctx.bindFields, [node.argument]: takenField(field, ctx) } };
}

async function run(subquery: Primitive, ctx: ExecutionContext): Promise<Result> {
  const { memoryRowsMax: rowsMax, memoryBytesMax: bytesMax } = ctx;
  const answer = collectResult({ rowsMax, ...(bytesMax !== undefined && { bytesMax }) });
  await subquery.execute(ctx, answer);
  return answer.result;
}

function bindsOf(node: UncorrelatedSubquery, rows: readonly Row[], fields: readonly Field[]): BindVariables {
  const has = { type: Type.INT64, value: Buffer.from(rows.length > 0 ? '1' : '0') };
  if (node.variant === 'PulloutExists') return { [node.hasValues]: has };
  const [field, ...others] = fields;
  if (!field || others.length > 0) throw operandColumns();
  checkPassable(field);
  if (isDate(field.type) && rows.some(([value]) => value && isNoDate(value))) throw noDate();
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
  if (rows.length > 1) throw moreRows();
  return bindOf(paddedValue(rows[0]?.[0] ?? null, field), field);
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

/** Runs a query for each row, or for many at once where the plan says how, and adds what it gave as a column. */
export function applySubquery(node: ApplySubquery, build: (node: PlanNode) => Primitive, clock?: Clock): Primitive {
  const input = build(node.input);
  const subquery = build(node.subquery);
  const steps = batchSteps(node.batch, build, clock);
  let unread: Primitive | undefined;
  return rowPrimitive((ctx) =>
    openAs(input, ctx, async (outer) => {
      if (node.form !== 'exists') unread ??= build(withoutRows(node.subquery));
      const given = await fieldOfSubquery(node, unread, outer, ctx);
      const fields = node.columns.map(
        (column) => (column < 0 ? { ...given, name: node.name || given.name } : outer.fields[column]) as Field,
      );
      const inner = steps ? new BatchedInner(node.vars, steps, outer.fields, ctx) : undefined;
      const values = inner ? valuesAtOnce(node, given, inner) : valuesByRow(node, given, outer, subquery, ctx);
      return generatedCursor(fields, applied(node, outer, values), async () => {
        inner?.close();
        await outer.close();
      });
    }),
  );
}

const NOT_NULL = 1;

async function fieldOfSubquery(
  node: ApplySubquery,
  unread: Primitive | undefined,
  outer: Cursor,
  ctx: ExecutionContext,
): Promise<Field> {
  if (!unread) return plainField(Type.INT64, 1, NOT_NULL);
  const typed = await onlyField(unread, withBinds(ctx, samplesOf(node.vars, outer.fields)));
  // A literal has not the type of such a column.
  if (Object.values(node.vars).some((column) => !isTold(outer.fields[column] as Field))) {
    const untyped = await onlyField(unread, withBinds(ctx, argumentsOf(node.vars, undefined, outer.fields, node)));
    if (untyped.type !== typed.type || untyped.decimals !== typed.decimals)
      throw VtError.of('VT12001', 'a column made of what an outer row gives, whose type no literal has');
  }
  return takenField(typed, ctx);
}

async function onlyField(primitive: Primitive, ctx: ExecutionContext): Promise<Field> {
  const cursor = await openRows(primitive, ctx);
  await cursor.close();
  const [field] = cursor.fields;
  if (!field || cursor.fields.length > 1) throw operandColumns();
  return field;
}

/** What the query gives for each of some rows. */
type Values = (rows: readonly Row[]) => Promise<readonly (Uint8Array | null)[]>;

async function* applied(node: ApplySubquery, outer: Cursor, valuesOf: Values): AsyncGenerator<readonly Row[]> {
  for await (const batch of batches(outer)) {
    for (let i = 0; i < batch.length; i += BATCH_ROWS_MAX) {
      const rows = batch.slice(i, i + BATCH_ROWS_MAX);
      const values = await valuesOf(rows);
      yield rows.map((row, nth) =>
        node.columns.map((column) => (column < 0 ? (values[nth] ?? null) : (row[column] ?? null))),
      );
    }
  }
}

function valuesAtOnce({ form, counts, batch }: ApplySubquery, given: Field, inner: BatchedInner): Values {
  const column = batch?.keys.length ?? 0;
  const valueOf = (found: readonly Row[]): Uint8Array | null => {
    if (form === 'exists') return Buffer.from(found.length > 0 ? '1' : '0');
    if (found.length > 1) throw moreRows();
    const [row] = found;
    return row ? paddedValue(row[column] ?? null, given) : counts ? Buffer.from('0') : null;
  };
  return async (left) => (await inner.rows(left)).rows.map(valueOf);
}

function valuesByRow(
  node: ApplySubquery,
  given: Field,
  outer: Cursor,
  subquery: Primitive,
  ctx: ExecutionContext,
): Values {
  const known = node.stable ? new KnownAnswers(Object.values(node.vars), ofValues) : undefined;
  const ask = async (row: Row): Promise<{ readonly value: Uint8Array | null }> => {
    const own = withBinds(ctx, argumentsOf(node.vars, row, outer.fields, node.subquery));
    return { value: await valueFor(node, given, subquery, own) };
  };
  return async (rows) => {
    const values: (Uint8Array | null)[] = [];
    for (const row of rows) values.push((await (known ? known.of(row, () => ask(row)) : ask(row))).value);
    return values;
  };
}

async function valueFor(
  { form }: ApplySubquery,
  given: Field,
  subquery: Primitive,
  ctx: ExecutionContext,
): Promise<Uint8Array | null> {
  if (form === 'exists') return Buffer.from((await hasRow(subquery, ctx)) ? '1' : '0');
  const cursor = await openRows(subquery, ctx);
  const rows: Row[] = [];
  try {
    for (let batch = await cursor.next(); batch && rows.length < 2; batch = await cursor.next())
      rows.push(...batch.slice(0, 2));
  } finally {
    await cursor.close();
  }
  if (rows.length > 1) throw moreRows();
  return paddedValue(rows[0]?.[0] ?? null, given);
}
