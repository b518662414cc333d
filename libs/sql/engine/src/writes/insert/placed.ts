import { VtError } from '@vt/base';
import type { Insert, InsertVindex } from '@vt/plan';
import { insteadOfNull, resolveDestination, type ServingShard } from '@vt/vschema';
import type { ExecutionContext, ShardQuery } from '../../context.ts';
import { isNull, keyspaceIds, storedRow } from '../place.ts';
import { isStrict } from '../sql-mode.ts';
import { valuesAt } from './check-unowned.ts';
import type { PendingRow } from './pending.ts';
import { saidOfRows } from './said-of-rows.ts';

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
  const fills = takesNulls(node, ctx);
  for (const use of node.vindexes) {
    const isFilled = use !== primary && !use.owned && reverses(use, ctx);
    for (const row of rows) keepStored(row, use, fills && !isFilled, use === primary);
  }
  const values = rows.map((row) => valuesAt(row, primary.offsets));
  const ids = await keyspaceIds(primary.vindex, values, ctx);
  return rows.map((row, i) => placed(row, ids[i] as Uint8Array, shards));
}

/**
 * MySQL may make another value of one, with a warning, and the row belongs where that is: the shard gets what the client wrote, the
 * vindexes what is stored of it.
 */
function keepStored(row: PendingRow, { vindex, offsets, filled }: InsertVindex, fills: boolean, places: boolean): void {
  const stored = storedRow(vindex, valuesAt(row, offsets));
  for (const [i, value] of stored.entries()) {
    const column = vindex.stores[i];
    const isFilled = fills && isNull(value) && column !== undefined && (filled[i] || places);
    const kept = isFilled ? (filled[i] ? insteadOfNull(column) : undefined) : value;
    if (!kept) throw VtError.of('VT12001', `INSERT IGNORE of what the column of vindex '${vindex.name}' cannot have`);
    row.values.set(offsets[i] as number, kept);
  }
}

/** Whether NULL for a column that takes none is a warning: not where the client's INSERT has one row, and no IGNORE. */
export function takesNulls({ ignore, source }: Insert, ctx: ExecutionContext): boolean {
  return ignore || (!isStrict(ctx) && (source.kind === 'Query' || source.rows.length > 1));
}

/** Whether it tells the value of a row from its place. */
function reverses({ vindex: { keyspace, name } }: InsertVindex, ctx: ExecutionContext): boolean {
  const vindex = ctx.vindex(keyspace, name);
  return vindex.kind === 'single' && vindex.reverseMap !== undefined;
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
  const [row] = rows;
  const asQuery = row && rows.length === 1 ? asQueryOfOne(node, row, ctx) : undefined;
  const sql = asQuery ?? `${node.prefix}${rows.map(({ text }) => text).join(', ')}${node.suffix}`;
  const rowNumbers = rows.map(({ number }) => number);
  const query = { keyspace: node.keyspace, shard, sql, binds, rowNumbers, ...saidOfRows(node, rows, ctx) };
  return rows.length === 1 ? { ...query, onlyRow: node.ignore ? 'ignore' : 'insert' } : query;
}

const VALUES = /\bvalues $/;

/**
 * An INSERT of one row is stricter than one of several: a NULL for a column that takes none is an error of it where sql_mode is not strict, and to MariaDB
 * a CHECK that is not met also with IGNORE. A row of several that is alone on its shard goes there as a query's. Undefined: as it is.
 */
function asQueryOfOne(node: Insert, row: PendingRow, ctx: ExecutionContext): string | undefined {
  const { prefix, suffix, source, ignore } = node;
  if (row.isOfValues || (source.kind === 'Values' && source.rows.length < 2)) return undefined;
  const isLenient = ignore ? ctx.evaluation?.flavor === 'mariadb' : !isStrict(ctx);
  if (!isLenient || !VALUES.test(prefix) || ROW_ALIAS.test(suffix) || !/^\([^]+\)$/.test(row.text)) return undefined;
  return `${prefix.replace(VALUES, 'select ')}${row.text.slice(1, -1)}${suffix}`;
}

/** Only VALUES lists have names for their rows. */
const ROW_ALIAS = /^ as /;
