import type { Message, MessageInput } from '@vt/proto';
import { tabletAliasString } from '@vt/topo';
import type { Context, Handler } from '../context.ts';
import { FROZEN, readOptions } from './migration.ts';
import { type Primary, primariesOf } from './shards.ts';
import { each, type Placed, query, type Row, readWorkflows, type StreamRow } from './tablet-calls.ts';
import { agoSeconds, latest, timeOfText } from './times.ts';

type Workflow = MessageInput<'vtctldata.Workflow'>;
type Stream = MessageInput<'vtctldata.Workflow.Stream'>;

/** A stream that has not been heard of for this long is shown as lagging. */
const LAGGING_SECONDS = 10n;
const LOGS_MAX = 1_000;

export const getWorkflows: Handler<'GetWorkflows'> = async (request, context, signal) => {
  const { keyspace, workflow, active_only, name_only, include_logs, shards } = request;
  const primaries = await primariesOf(context.topo, keyspace, signal, { shards, lenient: true });
  const placed = await readWorkflows(context, primaries.values(), workflow === '' ? undefined : workflow, signal);
  const wanted = placed.filter(({ rows }) => !active_only || rows.streams.some(isActive));
  const names = [...new Set(wanted.map(({ rows }) => rows.workflow))].sort();
  if (name_only) return { workflows: names.map((name) => ({ name })) };
  const extras = await readExtras(context, wanted, include_logs, signal);
  return {
    workflows: names.map((name) =>
      workflowOf(
        name,
        keyspace,
        wanted.filter(({ rows }) => rows.workflow === name),
        extras,
      ),
    ),
  };
};

const isActive = ({ state, message }: StreamRow): boolean =>
  !(state === 'Stopped' && message === FROZEN) && state !== 'Stopped';

/** What is in other tables of the sidecar, by tablet. */
type Extras = ReadonlyMap<Primary, { readonly copies: readonly Row[]; readonly logs: readonly Row[] }>;

async function readExtras(
  context: Context,
  placed: readonly Placed[],
  withLogs: boolean,
  signal: AbortSignal,
): Promise<Extras> {
  const primaries = [...new Set(placed.map(({ primary }) => primary))];
  const entries = await each(primaries, async (primary) => {
    const own = placed.filter((one) => one.primary === primary);
    const ids = own.flatMap(({ rows }) => rows.streams.map(({ id }) => id)).join(', ');
    const copies = await query(context, primary.tablet, copyStates(ids), signal);
    const logs = withLogs ? await query(context, primary.tablet, logsOf(ids), signal) : [];
    return [primary, { copies, logs }] as const;
  });
  return new Map(entries);
}

/** The newest row of each table and stream. */
const copyStates = (ids: string): string =>
  `select vrepl_id, table_name, lastpk from _vt.copy_state where vrepl_id in (${ids}) and id in
   (select max(id) from _vt.copy_state where vrepl_id in (${ids}) group by vrepl_id, table_name)`;

const logsOf = (ids: string): string =>
  `select id, vrepl_id, type, state, message, created_at, updated_at, count from _vt.vreplication_log
   where vrepl_id in (${ids}) order by vrepl_id, id limit ${LOGS_MAX}`;

function workflowOf(name: string, keyspace: string, placed: readonly Placed[], extras: Extras): Workflow {
  const [first] = placed as [Placed, ...Placed[]];
  const streams = placed.flatMap(({ rows }) => rows.streams);
  const sourceShards = [...new Set(streams.map(({ bls }) => bls?.shard ?? ''))].sort();
  const live = streams.filter(({ message }) => message !== FROZEN);
  return {
    name,
    source: { keyspace: streams[0]?.bls?.keyspace ?? '', shards: sourceShards },
    target: { keyspace, shards: placed.map(({ primary }) => primary.shard).sort() },
    max_v_replication_lag: maximum(live.map(({ time_updated }) => agoSeconds(time_updated))),
    max_v_replication_transaction_lag: maximum(live.map(transactionLag)),
    shard_streams: Object.fromEntries(placed.map((one) => shardStreams(one, extras))),
    workflow_type: first.rows.workflow_type,
    workflow_sub_type: first.rows.workflow_sub_type,
    defer_secondary_keys: first.rows.defer_secondary_keys,
    options: { ...readOptions(first.rows.options), ...configOf(first) },
  } as Workflow;
}

const configOf = ({ rows }: Placed) =>
  Object.keys(rows.config_overrides).length > 0 ? { config: rows.config_overrides } : {};

const maximum = (values: readonly bigint[]): bigint => values.reduce((a, b) => (a > b ? a : b), 0n);

/** How far a stream is behind the source, as far as its last transaction or heartbeat tells. */
export function transactionLag({ transaction_timestamp, time_heartbeat, state }: StreamRow): bigint {
  if (state === 'Copying' || state === 'Init') return 0n;
  return agoSeconds(latest(transaction_timestamp, time_heartbeat));
}

function shardStreams({ primary, rows }: Placed, extras: Extras) {
  const { copies = [], logs = [] } = extras.get(primary) ?? {};
  const key = `${primary.shard}/${primary.tablet.alias ? tabletAliasString(primary.tablet.alias) : ''}`;
  const streams = rows.streams.map((row) => streamOf(primary, rows, row, copies, logs));
  const { tablet_controls, is_primary_serving } = primary.record;
  return [key, { streams, tablet_controls, is_primary_serving }] as const;
}

function streamOf(
  { shard, tablet }: Primary,
  rows: Placed['rows'],
  row: StreamRow,
  copies: readonly Row[],
  logs: readonly Row[],
): Stream {
  const own = <R extends Row>(all: readonly R[]): R[] => all.filter(({ vrepl_id: id }) => Number(id) === row.id);
  return {
    id: BigInt(row.id),
    shard,
    tablet: tablet.alias,
    binlog_source: row.bls,
    position: row.pos,
    stop_position: row.stop_pos,
    state: shownState(row),
    db_name: rows.db_name,
    transaction_timestamp: row.transaction_timestamp,
    time_updated: row.time_updated,
    message: row.message,
    copy_states: own(copies).map(copyStateOf),
    logs: own(logs).map(logOf),
    // One that is empty where there are none, as Vitess tells it.
    tags: rows.tags.split(','),
    rows_copied: row.rows_copied,
    throttler_status: { component_throttled: row.component_throttled, time_throttled: row.time_throttled },
    tablet_types: rows.tablet_types,
    tablet_selection_preference: rows.tablet_selection_preference,
    cells: rows.cells === '' ? [] : rows.cells.split(','),
  } as Stream;
}

/** The state that is stored, or what becomes of it when nothing has been heard of a running stream. */
export function shownState(row: StreamRow): string {
  if (row.message.toLowerCase().startsWith('error')) return 'Error';
  const isQuiet = agoSeconds(row.time_updated) > LAGGING_SECONDS;
  return row.state === 'Running' && isQuiet ? 'Lagging' : String(row.state);
}

const copyStateOf = ({ table_name, lastpk, vrepl_id }: Row) => ({
  table: table_name ?? '',
  last_pk: lastpk ?? '',
  stream_id: BigInt(vrepl_id ?? 0),
});

const logOf = (row: Row): Message<'vtctldata.Workflow.Stream.Log'> => ({
  id: BigInt(row['id'] ?? 0),
  stream_id: BigInt(row['vrepl_id'] ?? 0),
  type: row['type'] ?? '',
  state: row['state'] ?? '',
  created_at: timeOfText(row['created_at'] ?? null),
  updated_at: timeOfText(row['updated_at'] ?? null),
  message: row['message'] ?? '',
  count: BigInt(row['count'] ?? 0),
});
