import { VtError } from '@vt/base';
import type { FollowedChange, Insert, InsertVindex, SearchedRows } from '@vt/plan';
import { type BindValue, emptyOk, type OkInfo } from '@vt/sqltypes';
import { compareKeys, resolveDestination } from '@vt/vschema';
import type { ExecutionContext, ShardQuery } from '../../context.ts';
import { withLaterId } from '../../rows/fan-in.ts';
import { LookupKeeper } from '../owned.ts';
import { isNull, keyspaceIds } from '../place.ts';
import { readShards, write } from '../shards.ts';
import { valuesAt } from './check-unowned.ts';
import { Claims } from './claims.ts';
import { condition, type Duplicate, findDuplicate } from './duplicate.ts';
import { insertQuery, type PlacedRow } from './placed.ts';
import { isNewRow } from './row-by-row.ts';

export type Entry = { readonly values: readonly BindValue[]; readonly keyspaceId: Uint8Array };

type Owned = { readonly use: InsertVindex; readonly keeper: LookupKeeper };

/**
 * ON DUPLICATE KEY UPDATE and IGNORE where the row in the way may be on another shard than the new one belongs to, or where the statement changes
 * what says where it is. Each row is sent by itself, to the shard of the row in the way, which then changes that one by its own keys, or refuses
 * the new one with its own words.
 */
export async function insertSearching(
  node: Insert,
  searched: SearchedRows,
  rows: readonly PlacedRow[],
  ctx: ExecutionContext,
): Promise<OkInfo> {
  const owned = node.vindexes
    .filter((use) => use.owned)
    .map((use) => ({ use, keeper: new LookupKeeper(use, node, ctx) }));
  let total: OkInfo = emptyOk;
  for (const row of rows) total = withLaterId(total, await insertOne(node, searched, row, owned, ctx));
  return total;
}

async function insertOne(
  node: Insert,
  searched: SearchedRows,
  row: PlacedRow,
  owned: readonly Owned[],
  ctx: ExecutionContext,
): Promise<OkInfo> {
  const keeperOf = (wanted: InsertVindex) => owned.find(({ use }) => use === wanted)?.keeper as LookupKeeper;
  for (let isAgain = false; ; isAgain = true) {
    const free = new Set<InsertVindex>();
    const old = await findDuplicate(node, searched, row, free, ctx);
    if (old) return changeOld(node, searched, old, row, owned, ctx);
    const claims = new Claims();
    if (isAgain || (await claims.make(row, free, keeperOf))) return insertNew(node, searched, row, owned, claims, ctx);
  }
}

async function insertNew(
  node: Insert,
  { changed }: SearchedRows,
  row: PlacedRow,
  owned: readonly Owned[],
  claims: Claims,
  ctx: ExecutionContext,
): Promise<OkInfo> {
  const ok = await write([insertQuery(node, row.shard, [row.row], ctx)], ctx);
  const uses = owned.map(({ use }) => use);
  const isNew = await isNewRow(node, uses, row, ok, ctx);
  // By a key of parts of columns, for one: the shard knows better than what was asked.
  if (!isNew && changed) throw VtError.of('VT12001', UNFOLLOWED);
  if (!isNew) {
    await claims.giveBack();
    return ok;
  }
  for (const { use, keeper } of owned)
    await addEntry(keeper, { values: valuesAt(row.row, use.offsets), keyspaceId: row.keyspaceId });
  return ok;
}

const UNFOLLOWED = 'IGNORE or ON DUPLICATE KEY UPDATE where the row in the way is not found again';

/** The row is there already, so that a consistent vindex would take its own row for another one with the value. */
async function addEntry(keeper: LookupKeeper, entry: Entry): Promise<void> {
  if (entry.values.some(isNull) || !(await keeper.has(entry))) await keeper.create([entry]);
}

async function changeOld(
  node: Insert,
  searched: SearchedRows,
  old: Duplicate,
  row: PlacedRow,
  owned: readonly Owned[],
  ctx: ExecutionContext,
): Promise<OkInfo> {
  const { changed, key } = searched;
  if (old.key === '') return meetUnkeyed(node);
  const change = () => write([insertQuery(node, old.shard, [row.row], ctx)], ctx);
  if (!changed) {
    const said = await change();
    // With another spelling of a value, say.
    if (node.ignore && said.affectedRows === 1n) throw VtError.of('VT12001', UNFOLLOWED);
    return said;
  }
  const before = old.row.slice(0, key.length);
  const next = await nextKey(node, changed, searched, old, row, ctx);
  const ok = await change();
  const read = (sql: string) => readBy(node, old.shard, sql, key, next ?? before, ctx);
  const after = await read(searched.select);
  if (!after) throw VtError.of('VT12001', UNFOLLOWED);
  const to = await follow(node, changed, old.row.slice(key.length), after.slice(key.length), owned, ctx);
  if (to === old.shard) return ok;
  const whole = await read(changed.whole);
  if (!whole) throw VtError.of('VT12001', UNFOLLOWED);
  const { text, binds } = condition(key, next ?? before);
  await write([{ keyspace: node.keyspace, shard: old.shard, sql: `${changed.remove}${text}`, binds }], ctx);
  await write([insertion(node, to, changed, whole)], ctx);
  return ok;
}

/** No shard has a key that would tell of the duplicate. */
function meetUnkeyed(node: Insert): OkInfo {
  if (node.upsert)
    throw VtError.of('VT12001', 'ON DUPLICATE KEY UPDATE of a row that only the lookup has a duplicate of');
  return { ...emptyOk, info: 'Records: 1  Duplicates: 1  Warnings: 0' };
}

/** What the primary key will be, and no other row has. */
async function nextKey(
  node: Insert,
  { nextKey: select, values }: FollowedChange,
  { key, select: any }: SearchedRows,
  old: Duplicate,
  row: PlacedRow,
  ctx: ExecutionContext,
): Promise<readonly BindValue[] | undefined> {
  if (select === undefined) return undefined;
  const { text, binds } = condition(key, old.row.slice(0, key.length));
  const own = values.map(({ bind, offset }) => [bind, valuesAt(row.row, [offset])[0] as BindValue] as const);
  const all = { ...ctx.binds, ...row.row.binds, ...Object.fromEntries(own), ...binds };
  const [next] = await readShards(
    [{ keyspace: node.keyspace, shard: old.shard, sql: `${select}${text}`, binds: all }],
    ctx,
  );
  if (!next || next.some(isNull)) throw VtError.of('VT12001', UNFOLLOWED);
  const other = await readBy(node, old.shard, any, key, next, ctx);
  // The mysqld refuses the change where it is another row; else it is this one, by another spelling.
  const isOther = other?.slice(0, key.length).some((value, i) => !isEqual(value, old.row[i]));
  return isOther ? undefined : next;
}

const isEqual = (a: BindValue, b: BindValue | undefined): boolean =>
  Buffer.compare(a.value, b?.value ?? Buffer.of()) === 0;

async function readBy(
  { keyspace }: Insert,
  shard: string,
  sql: string,
  key: readonly string[],
  values: readonly BindValue[],
  ctx: ExecutionContext,
): Promise<readonly BindValue[] | undefined> {
  const { text, binds } = condition(key, values);
  const [row] = await readShards([{ keyspace, shard, sql: `${sql}${text} for update`, binds }], ctx);
  return row;
}

/** Has the entries say what the row now says. @returns the shard that the row now belongs to. */
async function follow(
  node: Insert,
  { staysPut }: FollowedChange,
  before: readonly BindValue[],
  after: readonly BindValue[],
  owned: readonly Owned[],
  ctx: ExecutionContext,
): Promise<string | undefined> {
  const primary = node.vindexes[0] as InsertVindex;
  let from = primary.columns.length;
  const [oldId, newId] = await keyspaceIds(primary.vindex, [before.slice(0, from), after.slice(0, from)], ctx);
  if (staysPut && compareKeys(oldId as Uint8Array, newId as Uint8Array) !== 0)
    throw VtError.of('VT12001', 'moving rows that foreign keys tie to others');
  for (const { use, keeper } of owned) {
    const to = from + use.columns.length;
    const entry = (row: readonly BindValue[], id: Uint8Array | undefined) => ({
      values: row.slice(from, to),
      keyspaceId: id as Uint8Array,
    });
    await replaceEntry(keeper, entry(before, oldId), entry(after, newId));
    from = to;
  }
  const place = { kind: 'KeyspaceId', keyspaceId: newId as Uint8Array } as const;
  return resolveDestination(place, ctx.runner.shards(node.keyspace))[0]?.name;
}

/** Has the vindex say what a row says that has changed. */
export async function replaceEntry(keeper: LookupKeeper, before: Entry, after: Entry): Promise<void> {
  const isKept =
    compareKeys(before.keyspaceId, after.keyspaceId) === 0 &&
    before.values.every((value, i) => isNull(value) === isNull(after.values[i]) && isEqual(value, after.values[i]));
  if (isKept) return;
  await keeper.remove([before]);
  await addEntry(keeper, after);
}

function insertion(
  { keyspace }: Insert,
  shard: string | undefined,
  { insert }: FollowedChange,
  row: readonly BindValue[],
): ShardQuery {
  const binds = Object.fromEntries(row.map((value, i) => [`_m${i}`, value]));
  return { keyspace, shard: shard ?? '', sql: `${insert}(${row.map((_, i) => `:_m${i}`).join(', ')})`, binds };
}
