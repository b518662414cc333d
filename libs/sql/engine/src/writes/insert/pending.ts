import { VtError } from '@vt/base';
import type { Insert, InsertRow } from '@vt/plan';
import { type BindValue, type BindVariable, type BindVariables, Type } from '@vt/sqltypes';
import type { ExecutionContext } from '../../context.ts';
import type { Primitive } from '../../primitive.ts';
import { resolveValue } from '../../routing/values.ts';
import { checkOfNone } from '../of-none.ts';
import { isNull, nullValue } from '../place.ts';
import { readShards, readWhole } from '../shards.ts';
import { isStrict } from '../sql-mode.ts';

/** A row on its way: its text, the binds of it that are not the statement's, and the values that are known, by offset of their column. */
export type PendingRow = {
  readonly text: string;
  /** Which of the statement's rows it is, from 1. */
  readonly number: number;
  readonly binds: Record<string, BindVariable>;
  readonly values: Map<number, BindValue>;
  /** Names of the binds that hold a value, by offset. */
  readonly names: ReadonlyMap<number, string>;
  /** Its text means something in a list of VALUES alone. */
  readonly isOfValues?: boolean;
};

/** Steps that give an INSERT its values: its query, or what computes the expressions among them. */
export type InsertInput = Primitive | undefined;

/** The rows to insert: written out, or what a query gives. */
export async function pendingRows(node: Insert, input: InsertInput, ctx: ExecutionContext): Promise<PendingRow[]> {
  if (node.required !== undefined && !node.ignore && isStrict(ctx)) throw noDefault(node.required);
  const { rows: read, columns } = input ? await readWhole(input, ctx) : nothing;
  const { source } = node;
  if (source.kind === 'Values') return source.rows.map((row, i) => valuesRow(row, i + 1, read[0] ?? [], ctx.binds));
  if (read.length === 0) await checkQuery(node, columns, ctx);
  const added = source.added.map((value) => resolveValue(value, ctx.binds));
  return read.map((row, i) => {
    const own = row.length - source.extras.length;
    const extras = source.extras.map((name, at) => [name, row[own + at] ?? nullValue] as const);
    return queryRow([...row.slice(0, own), ...added], i, node, Object.fromEntries(extras));
  });
}

const nothing = { rows: [], columns: 0 };

function noDefault(column: string): VtError {
  const message = `Field '${column}' doesn't have a default value`;
  return new VtError({ code: 'FAILED_PRECONDITION', errno: 1364, state: 'HY000', message });
}

/** @param columns of the query that has given no rows. */
async function checkQuery(node: Insert, columns: number, ctx: ExecutionContext): Promise<void> {
  const { source, ofNone } = node;
  if (source.kind !== 'Query' || ofNone === undefined) return;
  await checkOfNone(node, ofNone, source.extras, ctx);
  if (columns > 0 && columns - source.extras.length + source.added.length !== node.columns.length)
    throw VtError.of('VT03006');
}

function valuesRow(
  { text, cells, isOfValues }: InsertRow,
  number: number,
  computed: readonly BindValue[],
  binds: BindVariables,
): PendingRow {
  const row = {
    text,
    number,
    binds: {} as Record<string, BindVariable>,
    values: new Map(),
    names: new Map(),
    ...(isOfValues && { isOfValues }),
  };
  for (const { offset, value, bind } of cells) {
    const known = value.kind === 'Computed' ? (computed[value.column] ?? nullValue) : resolveValue(value, binds);
    row.values.set(offset, known);
    if (bind === undefined) continue;
    row.names.set(offset, bind);
    row.binds[bind] = known;
  }
  return row;
}

function queryRow(
  values: readonly BindValue[],
  i: number,
  { columns, sent = columns.length }: Insert,
  extras: Readonly<Record<string, BindValue>>,
): PendingRow {
  if (values.length !== columns.length) throw VtError.of('VT03006');
  const name = (offset: number) => `_r${i}_${offset}`;
  const given = values.slice(0, sent);
  const names = new Map(given.map((_, offset) => [offset, name(offset)]));
  return {
    text: `(${given.map((_, offset) => `:${name(offset)}`).join(', ')})`,
    number: i + 1,
    binds: { ...extras, ...Object.fromEntries(given.map((value, offset) => [name(offset), value])) },
    values: new Map(values.entries()),
    names,
  };
}

/** Gives a row a value that it did not have. */
export function setValue(row: PendingRow, offset: number, value: BindValue): void {
  const name = row.names.get(offset);
  if (name === undefined) throw VtError.of('VT13001', `no bind for column ${offset} of an inserted row`);
  row.values.set(offset, value);
  row.binds[name] = value;
}

/**
 * Takes values of the table's sequence for the rows that have none: NULL, nothing at all, or what is 0 in the column unless the sql_mode keeps that.
 * @returns the first of them, as LAST_INSERT_ID tells it; 0n where none was needed.
 */
export async function fillSequence(node: Insert, rows: readonly PendingRow[], ctx: ExecutionContext): Promise<bigint> {
  const { sequence } = node;
  if (!sequence) return 0n;
  const empty = rows.filter((row) => needsValue(row.values.get(sequence.offset), ctx));
  if (empty.length === 0) return 0n;
  const first = await nextValues(sequence, empty.length, ctx);
  for (const [i, row] of empty.entries()) {
    setValue(row, sequence.offset, { type: Type.INT64, value: Buffer.from((first + BigInt(i)).toString()) });
  }
  return first;
}

function needsValue(value: BindValue | undefined, ctx: ExecutionContext): boolean {
  if (value === undefined || isNull(value)) return true;
  if (/\bNO_AUTO_VALUE_ON_ZERO\b/i.test(ctx.evaluation?.sqlMode ?? '')) return false;
  const text = Buffer.from(value.value).toString('latin1').trim();
  // Of no number a strict server says that it is none.
  return text === '' ? !isStrict(ctx) : roundsToZero(text);
}

/** Whether a number is 0 in a column of whole numbers: decimals and texts are rounded half up, floating point numbers to even. */
function roundsToZero(text: string): boolean {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)e[+-]?\d+$/i.test(text)) return Math.abs(Number(text)) <= 0.5;
  return /^[+-]?(?:0+(?:\.(?:[0-4]\d*)?)?|\.[0-4]\d*)$/.test(text);
}

async function nextValues(
  { keyspace, name }: NonNullable<Insert['sequence']>,
  count: number,
  ctx: ExecutionContext,
): Promise<bigint> {
  const [shard] = ctx.runner.shards(keyspace);
  if (!shard) throw new VtError({ code: 'UNAVAILABLE', message: `no shard of keyspace '${keyspace}' is served` });
  const sql = `select next :n values from ${quote(name)}`;
  const binds = { n: { type: Type.INT64, value: Buffer.from(String(count)) } };
  const [row] = await readShards([{ keyspace, shard: shard.name, sql, binds }], ctx, true);
  const text = Buffer.from(row?.[0]?.value ?? []).toString();
  if (!/^\d+$/.test(text)) throw VtError.of('VT13001', `sequence ${keyspace}.${name} gave '${text}'`);
  return BigInt(text);
}

function quote(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
