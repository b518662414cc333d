import type { Insert, InsertVindex, SearchedKey, SearchedRows } from '@vt/plan';
import type { BindValue, BindVariable } from '@vt/sqltypes';
import { resolveDestination } from '@vt/vschema';
import type { ExecutionContext, ShardQuery } from '../../context.ts';
import { isNull, mapRows } from '../place.ts';
import { readShards } from '../shards.ts';
import { valuesAt } from './check-unowned.ts';
import { keyValues } from './key-values.ts';
import type { PlacedRow } from './placed.ts';
import { quote } from './row-by-row.ts';

/** A row that a new one is a duplicate of: where it is, and what `SearchedRows.select` says of it. */
export type Duplicate = { readonly key: string; readonly shard: string; readonly row: readonly BindValue[] };

/**
 * The row that a mysqld would take, of those that have a value of one of the new row's unique keys. Locks them. Where rows need not be followed,
 * none is told of when all of them can only be where the new one goes, and have keys there: its mysqld finds them itself.
 * @param free gets the vindexes that have no entry of the row's values.
 */
export async function findDuplicate(
  node: Insert,
  searched: SearchedRows,
  row: PlacedRow,
  free: Set<InsertVindex>,
  ctx: ExecutionContext,
): Promise<Duplicate | undefined> {
  const found = new Map<string, Duplicate>();
  const find = async (keys: readonly SearchedKey[]) => {
    for (const key of keys) {
      const one = await findBy(node, searched, key, row, free, ctx);
      if (one) found.set(key.name, one);
    }
  };
  await find(searched.keys.filter(({ vindex }) => vindex > 0));
  const isSeenThere = ({ key, shard }: Duplicate): boolean => shard === row.shard && key !== '';
  if (!searched.changed && [...found.values()].every(isSeenThere)) return undefined;
  await find(searched.keys.filter(({ vindex }) => vindex === 0));
  return found.get('PRIMARY') ?? firstOf(node, [...found.values()], ctx);
}

async function firstOf(
  node: Insert,
  found: readonly Duplicate[],
  ctx: ExecutionContext,
): Promise<Duplicate | undefined> {
  const [first, ...others] = found;
  if (!first || others.every((other) => isSame(first, other))) return first;
  const names = await keyNames(node, first.shard, ctx);
  return names.flatMap((name) => found.filter(({ key }) => key === name))[0] ?? first;
}

async function findBy(
  node: Insert,
  searched: SearchedRows,
  key: SearchedKey,
  row: PlacedRow,
  free: Set<InsertVindex>,
  ctx: ExecutionContext,
): Promise<Duplicate | undefined> {
  const values = keyValues(node, key, row.row, ctx);
  // A key with a NULL in it is never a duplicate.
  if (values.some(isNull)) return undefined;
  const shard = await shardOf(node, key, row, free, ctx);
  if (shard === undefined) return undefined;
  const { text, binds } = condition(key.columns, values);
  const query = { keyspace: node.keyspace, shard, sql: `${searched.select}${text} for update`, binds };
  const [old] = await readShards([query], ctx);
  return old && { key: key.name, shard, row: old };
}

/** Where a row with the key's values can be. */
async function shardOf(
  node: Insert,
  key: SearchedKey,
  { row, shard }: PlacedRow,
  free: Set<InsertVindex>,
  ctx: ExecutionContext,
): Promise<string | undefined> {
  if (key.vindex === 0) return shard;
  const use = node.vindexes[key.vindex] as InsertVindex;
  const { vindex, offsets } = use;
  const [place] = await mapRows(ctx.vindex(vindex.keyspace, vindex.name), [valuesAt(row, offsets)], ctx);
  if (place?.kind === 'None') free.add(use);
  // Rows from before the vindex have no entry.
  if (place?.kind !== 'KeyspaceId') return shard;
  return resolveDestination(place, ctx.runner.shards(node.keyspace))[0]?.name;
}

/** The names of a table's keys in the order in which its mysqld looks at them. */
async function keyNames({ keyspace, table }: Insert, shard: string, ctx: ExecutionContext): Promise<string[]> {
  const query: ShardQuery = { keyspace, shard, sql: `show index from ${quote(table)}`, binds: {} };
  const rows = await readShards([query], ctx);
  return [...new Set(rows.map((row) => Buffer.from(row[KEY_NAME]?.value ?? []).toString()))];
}

const KEY_NAME = 2;

function isSame(a: Duplicate, b: Duplicate): boolean {
  return (
    a.shard === b.shard && a.row.every((value, i) => Buffer.compare(value.value, b.row[i]?.value ?? Buffer.of()) === 0)
  );
}

/** That columns have these values, none of them NULL. */
export function condition(columns: readonly string[], values: readonly BindValue[]) {
  const text = columns.map((column, i) => `${quote(column)} = :_w${i}`).join(' and ');
  const binds: Record<string, BindVariable> = Object.fromEntries(values.map((value, i) => [`_w${i}`, value]));
  return { text, binds };
}
