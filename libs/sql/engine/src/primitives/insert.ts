import type { Insert, PlanNode } from '@vt/plan';
import { emptyOk, type OkInfo } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { withLaterId } from '../rows/fan-in.ts';
import { checkUnowned, valuesAt } from '../writes/insert/check-unowned.ts';
import { idOf } from '../writes/insert/id.ts';
import { fillSequence, type InsertInput, type PendingRow, pendingRows } from '../writes/insert/pending.ts';
import { insertQueries, insertQuery, type PlacedRow, placeRows } from '../writes/insert/placed.ts';
import { replaceRowByRow } from '../writes/insert/replace.ts';
import { insertRowByRow } from '../writes/insert/row-by-row.ts';
import { insertSearching } from '../writes/insert/searching.ts';
import { isTakenEntry, metBefore } from '../writes/insert/taken.ts';
import { LookupKeeper } from '../writes/owned.ts';
import { Returned } from '../writes/returned.ts';
import { asCopies, write } from '../writes/shards.ts';

/** Rows of one statement for one shard: more go in several, so that no packet gets too big. */
const ROWS_MAX = 5_000;

/** Sends each row to its shard, with the entries of the vindexes that its table owns, as one change. */
export function insert(node: Insert, build: (node: PlanNode) => Primitive): Primitive {
  const step = node.source.kind === 'Query' ? node.source.input : node.source.computed;
  const input = step && build(step);
  const isSimple =
    node.source.kind === 'Values' &&
    !node.everywhere &&
    node.replaced === undefined &&
    node.searched === undefined &&
    node.vindexes.length < 2 &&
    !oneByOne(node);
  const run = (ctx: ExecutionContext): Promise<OkInfo> =>
    isSimple ? insertSimply(node, input, ctx) : insertAtOnce(node, input, ctx);
  return {
    async execute(ctx, sink) {
      if (node.emptyQuery === undefined) return sink.end(await run(ctx), false);
      const returned = new Returned(ctx);
      await returned.tell(sink, await run(returned.context()), node.emptyQuery, node.keyspace);
    },
  };
}

/** All of it is done, or nothing. */
function insertAtOnce(node: Insert, input: InsertInput, ctx: ExecutionContext): Promise<OkInfo> {
  return ctx.runner.atomically(async () => {
    const rows = await pendingRows(node, input, ctx);
    const firstId = await fillSequence(node, rows, ctx);
    return describeAll(node, rows, await insertAll(node, rows, ctx), firstId);
  }, ctx.signal);
}

/** Of rows that may not be inserted, who has sent several cannot tell which of them a shard returns. */
const oneByOne = ({ emptyQuery, ignore, upsert }: Insert): boolean => emptyQuery !== undefined && (ignore || upsert);

/** No other table is touched: one statement a shard, which for one shard needs no transaction of ours. */
async function insertSimply(node: Insert, input: InsertInput, ctx: ExecutionContext): Promise<OkInfo> {
  const rows = await pendingRows(node, input, ctx);
  const firstId = await fillSequence(node, rows, ctx);
  const placed = await placeAll(node, rows, ctx);
  return describeAll(node, rows, await write(placed, ctx, node.multiShardAutocommit), firstId);
}

async function placeAll(node: Insert, rows: readonly PendingRow[], ctx: ExecutionContext) {
  if (node.sharded) return insertQueries(node, await placeRows(node, rows, ctx), ctx);
  return ctx.runner.shards(node.keyspace).map(({ name }) => insertQuery(node, name, rows, ctx));
}

async function insertAll(node: Insert, rows: readonly PendingRow[], ctx: ExecutionContext): Promise<OkInfo> {
  let total: OkInfo | undefined;
  const add = (ok: OkInfo) => {
    total = total ? withLaterId(total, ok) : ok;
  };
  const isSplit = node.source.kind === 'Query' && node.source.extras.length > 0;
  const step = isSplit || oneByOne(node) ? 1 : ROWS_MAX;
  for (let from = 0; from < rows.length; from += step) add(await insertSome(node, rows.slice(from, from + step), ctx));
  return total ?? emptyOk;
}

async function insertSome(node: Insert, rows: readonly PendingRow[], ctx: ExecutionContext): Promise<OkInfo> {
  if (node.everywhere) {
    const queries = ctx.runner.shards(node.keyspace).map(({ name }) => insertQuery(node, name, rows, ctx));
    return write(asCopies(queries), ctx);
  }
  if (!node.sharded) return write(await placeAll(node, rows, ctx), ctx);
  const placed = await checkUnowned(node, await placeRows(node, rows, ctx), ctx);
  if (node.replaced) return replaceRowByRow(node, node.replaced, placed, ctx);
  if (node.searched) return insertSearching(node, node.searched, placed, ctx);
  const owned = node.vindexes.some((use) => use.owned);
  if (owned && (node.ignore || node.upsert)) return insertRowByRow(node, placed, ctx);
  await createEntries(node, placed, ctx);
  return write(insertQueries(node, placed, ctx), ctx);
}

async function createEntries(node: Insert, placed: readonly PlacedRow[], ctx: ExecutionContext): Promise<void> {
  for (const use of node.vindexes) {
    if (!use.owned) continue;
    const rows = placed.map(({ row, keyspaceId }) => ({ values: valuesAt(row, use.offsets), keyspaceId }));
    try {
      await new LookupKeeper(use, node, ctx).create(rows);
    } catch (thrown) {
      const at = rows.findIndex(({ values }) => isTakenEntry(thrown, values));
      throw at < 0 ? thrown : await metBefore(node, placed.slice(0, at + 1), thrown, ctx);
    }
  }
}

/** The statement's insert id, and its counts where shards that got one row each gave none, or a query gave no rows. */
function describeAll(node: Insert, rows: readonly PendingRow[], ok: OkInfo, firstId: bigint): OkInfo {
  const counts = node.source.kind === 'Query' || (rows.length > 1 && node.sharded);
  const info = rows.length > 1 ? ok.info : '';
  const all = { ...ok, info: counts ? infoOf(node, rows.length, ok) : info };
  return { ...all, ...idOf(node, rows, ok, firstId) };
}

/**
 * MySQL's words for several rows; a row that IGNORE left out, or that changed another one, is a duplicate. Of REPLACE it is each old row that
 * had to go, of which one new row may push out several, on other shards too.
 */
function infoOf(node: Insert, count: number, ok: OkInfo): string {
  if (node.action === 'replace')
    return `Records: ${count}  Duplicates: ${ok.affectedRows - BigInt(count)}  Warnings: 0`;
  const more = BigInt(count) - ok.affectedRows;
  const counted = node.ignore ? more : -more;
  // Rows that a REPLACE pushed out from elsewhere no shard's INSERT told of.
  const told = node.replaced ? undefined : /Duplicates: (\d+)/.exec(ok.info)?.[1];
  const duplicates = told ?? (counted > 0n ? counted : 0n);
  return `Records: ${recordsOf(node, ok) ?? count}  Duplicates: ${duplicates}  Warnings: 0`;
}

/** Rows that a CHECK does not let in are not counted, where it was a shard that found out about each row. */
function recordsOf({ ignore, searched, vindexes }: Insert, { info }: OkInfo): string | undefined {
  const isSent = ignore && searched === undefined && !vindexes.some(({ owned }) => owned);
  return isSent ? /Records: (\d+)/.exec(info)?.[1] : undefined;
}
