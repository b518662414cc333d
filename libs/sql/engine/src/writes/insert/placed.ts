import { VtError } from '@vt/base';
import type { Insert, InsertVindex } from '@vt/plan';
import { type BindValue, Type } from '@vt/sqltypes';
import { isInRange, resolveDestination, type ServingShard, storedValue } from '@vt/vschema';
import type { ExecutionContext, ShardQuery } from '../../context.ts';
import { checkKept, isNull, keyspaceIds } from '../place.ts';
import { valuesAt } from './check-unowned.ts';
import type { PendingRow } from './pending.ts';

/** A row that is known where to go. */
export type PlacedRow = { readonly row: PendingRow; readonly keyspaceId: Uint8Array; readonly shard: string };

/** By the primary vindex, or the table's pin. */
export async function placeRows(
  node: Insert,
  rows: readonly PendingRow[],
  ctx: ExecutionContext,
): Promise<PlacedRow[]> {
  const shards = ctx.runner.shards(node.keyspace);
  const [primary] = node.vindexes;
  if (!primary) return rows.map((row) => placed(row, node.pinned ?? new Uint8Array(0), shards));
  const values = rows.map((row) => valuesAt(row, primary.offsets));
  for (const { vindex, offsets } of node.vindexes)
    checkKept(
      vindex,
      rows.map((row) => valuesAt(row, offsets)),
    );
  // MySQL makes another value of it, with a warning, and the row belongs where that is.
  if (node.ignore && values.some((row) => row.some((value, i) => isNull(value) || !isKept(value, primary, i))))
    throw VtError.of('VT12001', `INSERT IGNORE of what the column of vindex '${primary.vindex.name}' cannot have`);
  const ids = await keyspaceIds(primary.vindex, values, ctx);
  return rows.map((row, i) => placed(row, ids[i] as Uint8Array, shards));
}

function isKept(value: BindValue, { vindex, types }: InsertVindex, i: number): boolean {
  return isInRange(storedValue(value, vindex.column), types[i] ?? Type.NULL_TYPE);
}

function placed(row: PendingRow, keyspaceId: Uint8Array, shards: readonly ServingShard[]): PlacedRow {
  const [shard] = resolveDestination({ kind: 'KeyspaceId', keyspaceId }, shards);
  return { row, keyspaceId, shard: shard?.name ?? '' };
}

/** One statement for each shard, with all rows that go there. */
export function insertQueries(node: Insert, rows: readonly PlacedRow[], ctx: ExecutionContext): ShardQuery[] {
  const groups = new Map<string, PlacedRow[]>();
  for (const row of rows) {
    const group = groups.get(row.shard);
    if (group) group.push(row);
    else groups.set(row.shard, [row]);
  }
  return [...groups].map(([shard, group]) =>
    insertQuery(
      node,
      shard,
      group.map(({ row }) => row),
      ctx,
    ),
  );
}

export function insertQuery(
  node: Insert,
  shard: string,
  rows: readonly PendingRow[],
  ctx: ExecutionContext,
): ShardQuery {
  const binds = { ...ctx.binds };
  for (const row of rows) Object.assign(binds, row.binds);
  const sql = `${node.prefix}${rows.map(({ text }) => text).join(', ')}${node.suffix}`;
  return { keyspace: node.keyspace, shard, sql, binds };
}
