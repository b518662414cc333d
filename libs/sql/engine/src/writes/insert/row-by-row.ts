import { VtError } from '@vt/base';
import type { Insert, InsertVindex } from '@vt/plan';
import { type BindVariable, emptyOk, type OkInfo } from '@vt/sqltypes';
import { compareKeys, resolveDestination } from '@vt/vschema';
import type { ExecutionContext, ShardQuery } from '../../context.ts';
import { withLaterId } from '../../rows/fan-in.ts';
import { LookupKeeper } from '../owned.ts';
import { isNull, mapRows, nullValue, type VindexRow } from '../place.ts';
import { readShards, write } from '../shards.ts';
import { valuesAt } from './check-unowned.ts';
import { Claims } from './claims.ts';
import { insertQuery, type PlacedRow } from './placed.ts';

/**
 * Rows that may turn out not to be inserted (IGNORE, ON DUPLICATE KEY UPDATE) into a table that owns vindexes: each row is sent by itself, and
 * its entries are made when it is there.
 */
export async function insertRowByRow(node: Insert, rows: readonly PlacedRow[], ctx: ExecutionContext): Promise<OkInfo> {
  let total: OkInfo = emptyOk;
  const owned = node.vindexes.filter((use) => use.owned);
  for (const row of rows) total = withLaterId(total, await insertOne(node, owned, row, ctx));
  return total;
}

async function insertOne(
  node: Insert,
  owned: readonly InsertVindex[],
  row: PlacedRow,
  ctx: ExecutionContext,
): Promise<OkInfo> {
  const keeperOf = (use: InsertVindex) => new LookupKeeper(use, node, ctx);
  for (let isAgain = false; ; isAgain = true) {
    const { taken, free } = await takenBy(node, owned, row, ctx);
    const [first] = taken;
    if (first && !node.upsert) return tellDuplicate(node, first, row, ctx);
    if (first) {
      const ids = taken.map(({ keyspaceId }) => keyspaceId);
      return updateElsewhere(node, row, ids, ctx);
    }
    const claims = new Claims();
    if (!isAgain && !(await claims.make(row, free, keeperOf))) continue;
    const ok = await write([insertQuery(node, row.shard, [row.row], ctx)], ctx);
    if (!(await isNewRow(node, owned, row, ok, ctx))) await claims.giveBack();
    for (const use of owned) await keep(node, use, row, ctx);
    return ok;
  }
}

/** Whether a row that was sent by itself is there now, and no other one was changed instead, or nothing. */
export async function isNewRow(
  node: Insert,
  owned: readonly InsertVindex[],
  { row, keyspaceId }: PlacedRow,
  { affectedRows }: OkInfo,
  ctx: ExecutionContext,
): Promise<boolean> {
  if (affectedRows !== 1n || !node.upsert || !ctx.clientFoundRows) return affectedRows === 1n;
  // To a client that wants rows counted that were found, a mysqld says the same of one that stayed as it was.
  const primary = node.vindexes[0] as InsertVindex;
  const given = [primary, ...owned].flatMap(({ columns, offsets }) => {
    const values = valuesAt(row, offsets);
    return columns.map((column, i) => ({ column, value: values[i] ?? nullValue }));
  });
  const known = given.filter(({ value }) => !isNull(value));
  const columns = known.map(({ column }) => column);
  const values = known.map(({ value }) => value);
  return exists(node, columns, values, keyspaceId, ctx);
}

/** Has the row refused by the mysqld that has the other row, by the first key that it finds it in: it tells what else it would have warned of. */
async function tellDuplicate(
  node: Insert,
  { use, keyspaceId }: Taken,
  { row, keyspaceId: own }: PlacedRow,
  ctx: ExecutionContext,
): Promise<OkInfo> {
  const primary = node.vindexes[0] as InsertVindex;
  const isPrimary =
    primary.key === 'PRIMARY' && (await hasRow(node, primary, valuesAt(row, primary.offsets), own, ctx));
  // Without a unique key a shard would take the row.
  if (!isPrimary && use.key === undefined) return { ...emptyOk, info: 'Records: 1  Duplicates: 1  Warnings: 0' };
  const place = { kind: 'KeyspaceId', keyspaceId: isPrimary ? own : keyspaceId } as const;
  const shards = resolveDestination(place, ctx.runner.shards(node.keyspace));
  const queries = shards.map(({ name }) => insertQuery(node, name, [row], ctx));
  const said = await write(queries, ctx);
  if (said.affectedRows > 0n)
    throw VtError.of('VT12001', 'INSERT IGNORE of a row that only the lookup has a duplicate of');
  return { ...said, insertId: 0n };
}

type Taken = { readonly use: InsertVindex; readonly keyspaceId: Uint8Array };

/** By which vindexes, and where other than at the row's own keyspace id, rows have a unique value of it already; and which of them have no entry of it. */
async function takenBy(
  node: Insert,
  owned: readonly InsertVindex[],
  row: PlacedRow,
  ctx: ExecutionContext,
): Promise<{ readonly taken: readonly Taken[]; readonly free: readonly InsertVindex[] }> {
  const taken: Taken[] = [];
  const free: InsertVindex[] = [];
  for (const use of owned) {
    const vindex = ctx.vindex(use.vindex.keyspace, use.vindex.name);
    const values = valuesAt(row.row, use.offsets);
    if (!vindex.unique || values.some(isNull)) continue;
    const [found] = await mapRows(vindex, [values], ctx);
    if (found?.kind === 'None') free.push(use);
    if (found?.kind !== 'KeyspaceId' || compareKeys(found.keyspaceId, row.keyspaceId) === 0) continue;
    if (await hasRow(node, use, values, found.keyspaceId, ctx)) taken.push({ use, keyspaceId: found.keyspaceId });
  }
  return { taken, free };
}

/**
 * ON DUPLICATE KEY UPDATE of the one row that is in the way: its shard finds the duplicate by itself. Where a second row is in the way,
 * MySQL would take the one that its first key finds, which no shard can tell.
 */
async function updateElsewhere(
  node: Insert,
  { row, keyspaceId }: PlacedRow,
  taken: readonly Uint8Array[],
  ctx: ExecutionContext,
): Promise<OkInfo> {
  const [other, ...more] = taken as [Uint8Array, ...Uint8Array[]];
  const primary = node.vindexes[0] as InsertVindex;
  const isSecond = more.length > 0 || (await hasRow(node, primary, valuesAt(row, primary.offsets), keyspaceId, ctx));
  if (isSecond) throw VtError.of('VT12001', 'ON DUPLICATE KEY UPDATE where several rows are in the way');
  const shards = resolveDestination({ kind: 'KeyspaceId', keyspaceId: other }, ctx.runner.shards(node.keyspace));
  return write(
    shards.map(({ name }) => insertQuery(node, name, [row], ctx)),
    ctx,
  );
}

async function keep(
  node: Insert,
  use: InsertVindex,
  { row, keyspaceId }: PlacedRow,
  ctx: ExecutionContext,
): Promise<void> {
  const values = valuesAt(row, use.offsets);
  const keeper = new LookupKeeper(use, node, ctx);
  // It refuses NULLs, or has no entries for them.
  if (values.some(isNull)) return keeper.create([{ values, keyspaceId }]);
  if (!(await hasOwnRow(node, use, { row, keyspaceId }, ctx))) return;
  if (!(await keeper.has({ values, keyspaceId }))) await keeper.create([{ values, keyspaceId }]);
}

/** Whether the row with the primary vindex's values now has the other vindex's values. */
function hasOwnRow(
  node: Insert,
  use: InsertVindex,
  { row, keyspaceId }: Pick<PlacedRow, 'row' | 'keyspaceId'>,
  ctx: ExecutionContext,
): Promise<boolean> {
  const primary = node.vindexes[0] as InsertVindex;
  const columns = [...primary.columns, ...use.columns];
  const values = [...valuesAt(row, primary.offsets), ...valuesAt(row, use.offsets)];
  return exists(node, columns, values, keyspaceId, ctx);
}

function hasRow(
  node: Insert,
  use: InsertVindex,
  values: VindexRow,
  keyspaceId: Uint8Array,
  ctx: ExecutionContext,
): Promise<boolean> {
  return exists(node, use.columns, values, keyspaceId, ctx);
}

async function exists(
  { keyspace, table }: Insert,
  columns: readonly string[],
  values: VindexRow,
  keyspaceId: Uint8Array,
  ctx: ExecutionContext,
): Promise<boolean> {
  const where = columns.map((column, i) => `${quote(column)} = :_w${i}`).join(' and ');
  const binds: Record<string, BindVariable> = Object.fromEntries(values.map((value, i) => [`_w${i}`, value]));
  const sql = `select 1 from ${quote(table)} where ${where} limit 1 for update`;
  const shards = resolveDestination({ kind: 'KeyspaceId', keyspaceId }, ctx.runner.shards(keyspace));
  const queries = shards.map(({ name }): ShardQuery => ({ keyspace, shard: name, sql, binds }));
  return (await readShards(queries, ctx)).length > 0;
}

export function quote(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
