import { VtError } from '@vt/base';
import {
  BINARY_CHARSET,
  type BindValue,
  collectResult,
  emptyOk,
  type Field,
  isText,
  type OkInfo,
  type Result,
  type ResultSink,
  Type,
} from '@vt/sqltypes';
import type { ExecutionContext, ShardQuery } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { addOk } from '../rows/fan-in.ts';
import { nullValue } from './place.ts';

/** Runs writes at once and adds up what they changed; copies say what the first has said. */
export async function write(
  queries: readonly ShardQuery[],
  ctx: ExecutionContext,
  autocommit = false,
): Promise<OkInfo> {
  if (queries.length === 0) return emptyOk;
  const oks = await writeEach(queries, ctx, autocommit);
  const told = oks.flatMap((ok, i) => (queries[i]?.isCopy ? [] : [countedRow(ok, queries[i])]));
  const total = told.reduce(addOk);
  const last = oks[lastRowOf(queries)]?.insertId ?? 0n;
  return last === 0n ? total : { ...total, insertId: last };
}

/**
 * The same of a change that calls LAST_INSERT_ID(expr).
 * @throws VT12001 where rows of several shards were found and named several ids: which row a mysqld would have come to last is not known.
 */
export async function writeNamingId(queries: readonly ShardQuery[], ctx: ExecutionContext): Promise<OkInfo> {
  const oks = await writeEach(queries, ctx);
  const [one, ...more] = oks.filter(
    ({ insertId, affectedRows, info }) => insertId || affectedRows || countIn(info) > 0,
  );
  if (more.some(({ insertId }) => insertId !== one?.insertId))
    throw VtError.of('VT12001', 'LAST_INSERT_ID(expr) of rows of several shards');
  return oks.reduce(addOk);
}

/** Of rows that an UPDATE found, changed or not. */
export const countIn = (info: string): number => Number(/\d+/.exec(info)?.[0] ?? 0);

async function writeEach(queries: readonly ShardQuery[], ctx: ExecutionContext, autocommit = false): Promise<OkInfo[]> {
  const sinks = queries.map(() => new OkSink());
  await ctx.runner.run(queries, sinks, { intent: 'write', autocommit }, ctx.signal);
  return sinks.map(({ ok }) => ok);
}

/** mysqld counts the rows of an INSERT only where they are several; here one may be one of several. */
function countedRow(ok: OkInfo, query: ShardQuery | undefined): OkInfo {
  if (!query?.onlyRow || ok.info !== '') return ok;
  const isDuplicate = query.onlyRow === 'ignore' ? ok.affectedRows === 0n : ok.affectedRows > 1n;
  return { ...ok, info: `Records: 1  Duplicates: ${isDuplicate ? 1 : 0}  Warnings: 0` };
}

/** Which of the shards' statements has the last of the inserted rows: of ids that the rows bring along, MySQL tells that row's. */
function lastRowOf(queries: readonly ShardQuery[]): number {
  const numbers = queries.map(({ rowNumbers }) => rowNumbers?.at(-1) ?? 0);
  return numbers.indexOf(Math.max(...numbers));
}

/** Writes to a table that every shard has whole: only what the first one changed and warned of is told. */
export function asCopies(queries: readonly ShardQuery[]): ShardQuery[] {
  return queries.map((query, i) => (i === 0 ? query : { ...query, isCopy: true }));
}

/**
 * The rows of all these queries, one shard's after the other's. Bounded as what one step holds in memory.
 * @param apart outside of the session's transaction.
 */
export async function readShards(
  queries: readonly ShardQuery[],
  ctx: ExecutionContext,
  apart = false,
): Promise<BindValue[][]> {
  if (queries.length === 0) return [];
  const sinks = queries.map(() => collectResult(limitsOf(ctx)));
  const options = { intent: 'read', autocommit: false, ...(apart ? { apart } : {}) } as const;
  await ctx.runner.run(queries, sinks, options, ctx.signal);
  const results = await Promise.all(sinks.map((sink) => sink.result));
  return results.flatMap(typedRows);
}

/** All rows of a step that a write needs, with their types. */
export async function readAll(primitive: Primitive, ctx: ExecutionContext): Promise<BindValue[][]> {
  return (await readWhole(primitive, ctx)).rows;
}

/** The same, with the number of columns, which rows do not tell where there are none. */
export async function readWhole(
  primitive: Primitive,
  ctx: ExecutionContext,
): Promise<{ readonly rows: BindValue[][]; readonly columns: number }> {
  const sink = collectResult(limitsOf(ctx));
  await primitive.execute(ctx, sink);
  const result = await sink.result;
  await ctx.onInputRead?.();
  return { rows: typedRows(result), columns: result.fields.length };
}

function limitsOf({ memoryRowsMax: rowsMax, memoryBytesMax: bytesMax }: ExecutionContext) {
  return { rowsMax, ...(bytesMax !== undefined && { bytesMax }) };
}

function typedRows({ fields, rows }: Result): BindValue[][] {
  return rows.map((row) => row.map((value, i) => (value === null ? nullValue : { type: valueType(fields[i]), value })));
}

/** Bytes are not always of a binary type: a literal of them is text without a character set. */
function valueType(field: Field | undefined): number {
  if (!field) return nullValue.type;
  return isText(field.type) && field.charset === BINARY_CHARSET ? Type.VARBINARY : field.type;
}

/** Keeps what a write says at its end. */
class OkSink implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  ok: OkInfo = emptyOk;

  columns(): void {
    throw new Error('a write gave rows');
  }

  rows(): boolean {
    return true;
  }

  end(ok: OkInfo): void {
    this.ok = ok;
  }

  error(): void {}
}
