import { VtError } from '@vt/base';
import type { Insert, InsertVindex, KeyColumns, ReplacedRows } from '@vt/plan';
import { type BindValue, type BindVariable, emptyOk, type OkInfo } from '@vt/sqltypes';
import type { ExecutionContext, ShardQuery } from '../../context.ts';
import { addOk } from '../../rows/fan-in.ts';
import { LookupKeeper } from '../owned.ts';
import { isNull, keyspaceIds } from '../place.ts';
import { readShards, write } from '../shards.ts';
import { valuesAt } from './check-unowned.ts';
import { keyValues } from './key-values.ts';
import { insertQuery, type PlacedRow } from './placed.ts';
import { quote } from './row-by-row.ts';

/**
 * REPLACE into a table that owns vindexes, or has unique keys that two shards may share: the rows that a new one pushes out are found first,
 * their entries removed, and those of other shards deleted; the new row's own shard does its part itself.
 */
export async function replaceRowByRow(
  node: Insert,
  replaced: ReplacedRows,
  rows: readonly PlacedRow[],
  ctx: ExecutionContext,
): Promise<OkInfo> {
  let total: OkInfo = emptyOk;
  const keepers = node.vindexes
    .filter((use) => use.owned)
    .map((use) => ({ use, keeper: new LookupKeeper(use, node, ctx) }));
  for (const row of rows) {
    const near = new Set<string>();
    for (const key of replaced.keys) total = addOk(total, await pushOut(node, replaced, key, row, keepers, near, ctx));
    for (const { use, keeper } of keepers) {
      await keeper.create([{ values: valuesAt(row.row, use.offsets), keyspaceId: row.keyspaceId }]);
    }
    const ok = await write([insertQuery(node, row.shard, [row.row], ctx)], ctx);
    // By a key of parts of columns, for one, or one that came since: its entries would stay.
    if (keepers.length > 0 && ok.affectedRows > BigInt(1 + near.size))
      throw VtError.of('VT12001', 'REPLACE where a row in the way is not found');
    total = addOk(total, ok);
  }
  return total;
}

type Keepers = readonly { readonly use: InsertVindex; readonly keeper: LookupKeeper }[];

/** @param near gets the rows that the new row's own shard pushes out itself. */
async function pushOut(
  node: Insert,
  replaced: ReplacedRows,
  key: KeyColumns,
  row: PlacedRow,
  keepers: Keepers,
  near: Set<string>,
  ctx: ExecutionContext,
): Promise<OkInfo> {
  const values = keyValues(node, key, row.row, ctx);
  // A key with a NULL in it is never a duplicate.
  if (values.some(isNull)) return emptyOk;
  const where = key.columns.map((column, i) => `${quote(column)} = :_u${i}`).join(' and ');
  const binds: Record<string, BindVariable> = Object.fromEntries(values.map((value, i) => [`_u${i}`, value]));
  let total: OkInfo = emptyOk;
  for (const { name: shard } of ctx.runner.shards(node.keyspace)) {
    const query = (sql: string): ShardQuery => ({ keyspace: node.keyspace, shard, sql, binds });
    const old = await readShards([query(`${replaced.select}${where} for update`)], ctx);
    if (old.length === 0) continue;
    await forget(node, old, keepers, ctx);
    if (shard === row.shard) {
      for (const one of old) near.add(JSON.stringify(one.map(({ value }) => Buffer.from(value).toString('latin1'))));
      continue;
    }
    total = addOk(total, await write([query(`${replaced.remove}${where}`)], ctx));
  }
  return total;
}

async function forget(
  node: Insert,
  old: readonly (readonly BindValue[])[],
  keepers: Keepers,
  ctx: ExecutionContext,
): Promise<void> {
  const primary = node.vindexes[0] as InsertVindex;
  let from = primary.columns.length;
  const ids = await keyspaceIds(
    primary.vindex,
    old.map((values) => values.slice(0, from)),
    ctx,
  );
  for (const { use, keeper } of keepers) {
    const to = from + use.columns.length;
    const start = from;
    await keeper.remove(
      old.map((values, i) => ({ values: values.slice(start, to), keyspaceId: ids[i] as Uint8Array })),
    );
    from = to;
  }
}
