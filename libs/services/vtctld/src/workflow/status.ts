import type { MessageInput } from '@vt/proto';
import type { Context, Handler } from '../context.ts';
import { transactionLag } from './get-workflows.ts';
import { FROZEN, loadMigration, type Migration } from './migration.ts';
import { literal } from './names.ts';
import type { Primary } from './shards.ts';
import { each, query, type Row, type StreamRow } from './tablet-calls.ts';
import { describeTraffic, trafficState } from './traffic-state.ts';

type CopyState = MessageInput<'vtctldata.WorkflowStatusResponse.TableCopyState'>;

export const workflowStatus: Handler<'WorkflowStatus'> = (request, context, signal) =>
  statusOf(context, request.keyspace, request.workflow, request.shards, signal);

/** How far a workflow is, and where its traffic goes. */
export async function statusOf(
  context: Context,
  keyspace: string,
  workflow: string,
  shards: readonly string[],
  signal: AbortSignal,
): Promise<MessageInput<'vtctldata.WorkflowStatusResponse'>> {
  const migration = await loadMigration(context, keyspace, workflow, signal, shards);
  return {
    table_copy_state: await copyProgress(context, migration, signal),
    shard_streams: Object.fromEntries(shardStreams(migration)),
    traffic_state: describeTraffic(await trafficState(context, migration, signal)),
  };
}

function shardStreams({ targets, targetKeyspace }: Migration) {
  return [...targets].sort().map(([shard, { primary, rows }]) => {
    const streams = rows.streams.map((row) => ({
      id: row.id,
      tablet: primary.tablet.alias,
      source_shard: `${row.bls?.keyspace ?? ''}/${row.bls?.shard ?? ''}`,
      position: row.pos,
      status: String(row.state),
      info: infoOf(row),
    }));
    return [`${targetKeyspace}/${shard}`, { streams }] as const;
  });
}

function infoOf(row: StreamRow): string {
  if (row.message === FROZEN) return FROZEN;
  const notes = [row.pos === '' && !row.transaction_timestamp?.seconds ? 'VStream has not started' : lagOf(row)];
  if (row.component_throttled !== '' && row.time_throttled?.seconds) {
    notes.push(`${row.component_throttled} was throttled`);
  }
  if (row.message !== '') notes.push(row.message);
  return notes.join('; ');
}

const lagOf = (row: StreamRow): string => `VStream Lag: ${transactionLag(row)}s`;

type Size = { rows: number; bytes: number };

/** Rows and bytes of the tables on both sides, as the servers estimate them; of tables whose copy is not over. */
async function copyProgress(
  context: Context,
  migration: Migration,
  signal: AbortSignal,
): Promise<Record<string, CopyState>> {
  const waiting = await copyingTables(context, migration, signal);
  if (waiting.size === 0) return {};
  const names = [...waiting];
  const [sources, targets] = await Promise.all([
    sizes(context, migration.sources.values(), names, signal),
    sizes(
      context,
      [...migration.targets.values()].map(({ primary }) => primary),
      names,
      signal,
    ),
  ]);
  return Object.fromEntries(
    names.map((name) => [name, progressOf(targets.get(name) ?? nothing, sources.get(name) ?? nothing)]),
  );
}

const nothing: Size = { rows: 0, bytes: 0 };

function progressOf(copied: Size, total: Size): CopyState {
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : Math.min(100, (part * 100) / whole));
  return {
    rows_copied: BigInt(copied.rows),
    rows_total: BigInt(total.rows),
    rows_percentage: share(copied.rows, total.rows),
    bytes_copied: BigInt(copied.bytes),
    bytes_total: BigInt(total.bytes),
    bytes_percentage: share(copied.bytes, total.bytes),
    phase: copied.rows > 0 ? 'IN_PROGRESS' : 'NOT_STARTED',
  };
}

/** Tables that are not copied to their end, whatever became of their streams. */
export async function copyingTables(
  context: Context,
  { targets }: Migration,
  signal: AbortSignal,
): Promise<Set<string>> {
  const found = await each(targets.values(), async ({ primary, rows }) => {
    const ids = rows.streams.map(({ id }) => id).join(', ');
    const sql = `select distinct table_name from _vt.copy_state where vrepl_id in (${ids})`;
    return query(context, primary.tablet, sql, signal);
  });
  return new Set(found.flat().map(({ table_name: name }) => name ?? ''));
}

async function sizes(
  context: Context,
  primaries: Iterable<Primary>,
  tables: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Size>> {
  const found = await each(primaries, async (primary) => {
    const [rows, counts] = await Promise.all([
      query(context, primary.tablet, sizesSql(primary.database, tables), signal),
      liveCounts(context, primary, tables, signal),
    ]);
    return rows.map((row): Row => ({ ...row, row_count: counts.get(row['name'] ?? '') ?? row['row_count'] ?? null }));
  });
  const total = new Map<string, Size>();
  for (const row of found.flat()) {
    const size = total.get(row['name'] ?? '') ?? { rows: 0, bytes: 0 };
    size.rows += Number(row['row_count'] ?? 0);
    size.bytes += Number(row['bytes'] ?? 0);
    total.set(row['name'] ?? '', size);
  }
  return total;
}

const sizesSql = (database: string, tables: readonly string[]): string =>
  `select table_name as name, table_rows as row_count, data_length as bytes from information_schema.tables
    where table_schema = ${literal(database)} and table_name in (${tables.map(literal).join(', ')})`;

/** Rows as InnoDB counts them while they come; what information_schema.tables says may be a day old. Nothing from servers that do not tell. */
async function liveCounts(
  context: Context,
  { tablet, database }: Primary,
  tables: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const names = tables.map((table) => literal(`${database}/${table}`)).join(', ');
  const sql = `select name as path, num_rows as row_count from information_schema.innodb_tablestats where name in (${names})`;
  const rows = await query(context, tablet, sql, signal).catch(() => []);
  return new Map(rows.map((row) => [(row['path'] ?? '').slice(database.length + 1), row['row_count'] ?? '0']));
}
