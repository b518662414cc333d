import { VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import type { TabletTypeName } from '@vt/vschema';
import type { PickOptions, VStreamPort } from './port.ts';

export type ShardGtid = Message<'binlogdata.ShardGtid'>;
type Filter = Message<'binlogdata.Filter'>;

/** What a consumer wants, with everything filled in. */
export type StreamPlan = {
  readonly shards: readonly ShardGtid[];
  readonly filter: Filter | null;
  readonly pick: PickOptions;
  readonly minimizeSkew: boolean;
  /** 0: none. */
  readonly heartbeatMs: number;
  readonly stopOnReshard: boolean;
  readonly includeJournals: boolean;
  readonly internalTables: readonly string[];
  readonly tablesToCopy: readonly string[];
  readonly bareTableNames: boolean;
  readonly chunkBytes: number;
};

/** The position of a stream that begins from now on. */
export const CURRENT = 'current';
/** Above this a transaction is handed on while it still comes, and nothing else between. */
const CHUNK_BYTES = 16 * 1024 * 1024;
const HEARTBEAT_TABLE = 'heartbeat';

export function planStream(request: Message<'vtgate.VStreamRequest'>, port: VStreamPort): StreamPlan {
  const { vgtid, filter, flags } = request;
  const tabletType = readType(request.tablet_type);
  const given = vgtid?.shard_gtids ?? [];
  if (given.length === 0) throw invalid('vgtid must have at least one value with a starting position in ShardGtids');
  const shards = given
    .flatMap((one) => expandKeyspace(one, given.length, port))
    .flatMap((one) => expandShards(one, tabletType, port));
  refuseTwice(shards);
  return {
    shards,
    filter,
    pick: pickOptions(flags, tabletType),
    minimizeSkew: flags?.minimize_skew ?? false,
    heartbeatMs: (flags?.heartbeat_interval ?? 0) * 1000,
    stopOnReshard: flags?.stop_on_reshard ?? false,
    includeJournals: flags?.include_reshard_journal_events ?? false,
    internalTables: flags?.stream_keyspace_heartbeats ? [HEARTBEAT_TABLE] : [],
    tablesToCopy: flags?.tables_to_copy ?? [],
    bareTableNames: flags?.exclude_keyspace_from_table_name ?? false,
    chunkBytes: Number(flags?.transaction_chunk_size ?? 0n) || CHUNK_BYTES,
  };
}

function readType(type: string | number): TabletTypeName {
  if (type === 'MASTER') return 'PRIMARY';
  if (type === 'BATCH') return 'RDONLY';
  if (type === 'REPLICA' || type === 'RDONLY' || type === 'PRIMARY') return type;
  return 'PRIMARY';
}

function pickOptions(flags: Message<'vtgate.VStreamFlags'> | null, type: TabletTypeName): PickOptions {
  const cells = (flags?.cells ?? '')
    .split(',')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '');
  return { cells, onlyCells: flags?.cell_preference === 'onlyspecified', types: [type] };
}

/** An empty keyspace is all of them, `/pattern` those that match. */
function expandKeyspace(one: ShardGtid, count: number, port: VStreamPort): ShardGtid[] {
  const { keyspace, gtid, shard } = one;
  if (keyspace !== '' && !keyspace.startsWith('/')) return [one];
  if (keyspace === '' && gtid !== CURRENT)
    throw invalid(`for an empty keyspace, the Gtid value must be '${CURRENT}'; got: ${gtid}`);
  if (count !== 1) throw invalid('an empty keyspace or a pattern must be the only ShardGtid');
  if (shard !== '') throw invalid(`shards of many keyspaces cannot be named; got: ${shard}`);
  const matches = keyspace === '' ? () => true : keyspacePattern(keyspace);
  const found = port.keyspaces().filter(matches);
  if (found.length === 0) throw invalid(`no keyspace matches '${keyspace}'`);
  return found.map((name) => ({ ...one, keyspace: name }));
}

function keyspacePattern(keyspace: string): (name: string) => boolean {
  try {
    const pattern = new RegExp(keyspace.replace(/^\/|\/$/g, ''));
    return (name) => pattern.test(name);
  } catch {
    throw invalid(`'${keyspace}' is not a regular expression`);
  }
}

function expandShards(one: ShardGtid, tabletType: TabletTypeName, port: VStreamPort): ShardGtid[] {
  const { keyspace, shard, gtid } = one;
  if (shard !== '') return [one];
  if (gtid !== CURRENT && gtid !== '')
    throw invalid(`if shards are unspecified, the Gtid value must be '${CURRENT}' or empty; got: ${gtid}`);
  const shards = port.shards(keyspace, tabletType);
  if (!shards || shards.length === 0) throw invalid(`keyspace ${keyspace} not found, or it has no shards`);
  return shards.map((name) => ({ ...one, shard: name }));
}

function refuseTwice(shards: readonly ShardGtid[]): void {
  const seen = new Set<string>();
  for (const { keyspace, shard } of shards) {
    const name = `${keyspace}/${shard}`;
    if (seen.has(name)) throw invalid(`shard ${name} is in the vgtid twice`);
    seen.add(name);
  }
}

export function invalid(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
