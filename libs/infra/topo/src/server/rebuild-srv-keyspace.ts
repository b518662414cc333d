import type { MessageInput } from '@vt/proto';
import {
  compareEnds,
  compareKeyRanges,
  formatKeyRange,
  fullKeyRange,
  type KeyRange,
  keyRangesContiguous,
} from '@vt/vschema';
import type { CallOptions } from '../conn/conn.ts';
import { orAbsent, TopoError } from '../errors.ts';
import type { ShardInfo } from '../records/shards.ts';
import type { TopoServer } from './topo-server.ts';

/** Every one of them serves the same shards: those whose primary serves. */
const SERVED_TYPES = ['PRIMARY', 'REPLICA', 'RDONLY'] as const;

export type RebuildOptions = CallOptions & {
  /** Names and aliases; default: every cell. */
  readonly cells?: readonly string[];
  /** Write a graph that leaves parts of the key space to nobody. */
  readonly allowPartial?: boolean;
};

/**
 * Writes a keyspace's SrvKeyspace in its cells from the shard records, under the keyspace's lock. Throws `FailedPrecondition`
 * when the serving shards overlap or (unless allowed) leave a gap, and while a traffic switch is under way; `NoNode` for a cell that is not there, before
 * anything is written.
 */
export async function rebuildSrvKeyspace(
  topo: TopoServer,
  keyspace: string,
  options: RebuildOptions = {},
): Promise<void> {
  const lock = await topo.keyspaces.lock(keyspace, 'RebuildKeyspace', signalOf(options));
  try {
    await rebuildSrvKeyspaceLocked(topo, keyspace, options);
  } finally {
    await lock.unlock();
  }
}

/** For a caller that holds the keyspace's lock. */
export async function rebuildSrvKeyspaceLocked(
  topo: TopoServer,
  keyspace: string,
  options: RebuildOptions = {},
): Promise<void> {
  const { value: record } = await topo.keyspaces.get(keyspace, options);
  const cells = options.cells ? await topo.cells.expand(options.cells, options) : await topo.cells.names(options);
  await Promise.all(cells.map((cell) => refuseDuringSwitch(topo, cell, keyspace, options)));
  const shards = await topo.shards.all(keyspace, options);
  const serving = shards.filter(({ value }) => value.is_primary_serving).sort(byRange);
  checkPartition(keyspace, serving, options.allowPartial ?? false);
  const graph: MessageInput<'topodata.SrvKeyspace'> = {
    // No shards yet: a keyspace that is known and empty.
    partitions: serving.length === 0 ? [] : SERVED_TYPES.map((served_type) => partitionOf(served_type, serving)),
    throttler_config: record.throttler_config,
    query_throttler_config:
      record.query_throttler_config as MessageInput<'topodata.SrvKeyspace'>['query_throttler_config'],
  };
  await Promise.all(cells.map((cell) => topo.serving.saveKeyspace(cell, keyspace, graph, options)));
}

function partitionOf(served_type: (typeof SERVED_TYPES)[number], serving: readonly ShardInfo[]) {
  const names = serving.map(({ name, value }) => ({ name, key_range: value.key_range }));
  // No controls: gates of Vitess take a keyspace that has any, also those that switch nothing off, for one whose traffic is being switched.
  return { served_type, shard_references: names, shard_tablet_controls: [] };
}

async function refuseDuringSwitch(
  topo: TopoServer,
  cell: string,
  keyspace: string,
  options: CallOptions,
): Promise<void> {
  const present = await orAbsent(topo.serving.keyspace(cell, keyspace, options));
  for (const { served_type, shard_tablet_controls } of present?.partitions ?? []) {
    const control = shard_tablet_controls.find(({ query_service_disabled }) => query_service_disabled);
    if (control === undefined) continue;
    const shard = `${keyspace}/${control.name} (${served_type}, cell ${cell})`;
    throw new TopoError(
      'FailedPrecondition',
      `keyspace '${keyspace}': the query service of ${shard} is switched off, by a switch of traffic or SetShardTabletControl: the graph cannot be rebuilt now`,
    );
  }
}

function rangeOf(shard: ShardInfo): KeyRange {
  return shard.value.key_range ?? fullKeyRange;
}

function byRange(a: ShardInfo, b: ShardInfo): number {
  return compareKeyRanges(rangeOf(a), rangeOf(b));
}

/** `serving` sorted by range: they must follow each other from the first key to the last. */
function checkPartition(keyspace: string, serving: readonly ShardInfo[], allowPartial: boolean): void {
  const [first] = serving;
  const last = serving.at(-1);
  if (first === undefined || last === undefined) return;
  const fail = (what: string): never => {
    throw new TopoError('FailedPrecondition', `keyspace '${keyspace}': ${what}`);
  };
  if (!allowPartial && rangeOf(first).start.length > 0) fail(`no shard serves the keys before shard ${first.name}`);
  if (!allowPartial && rangeOf(last).end.length > 0) fail(`no shard serves the keys behind shard ${last.name}`);
  for (const [i, shard] of serving.entries()) {
    const next = serving[i + 1];
    if (next === undefined || keyRangesContiguous(rangeOf(shard), rangeOf(next))) continue;
    const upToNext: KeyRange = { start: rangeOf(shard).start, end: rangeOf(next).start };
    const overlap = rangeOf(next).start.length === 0 || compareEnds(upToNext, rangeOf(shard)) < 0;
    if (overlap) fail(`shards ${shard.name} and ${next.name} both serve keys of ${formatKeyRange(rangeOf(next))}`);
    else if (!allowPartial) fail(`no shard serves the keys between ${shard.name} and ${next.name}`);
  }
}

function signalOf(options: CallOptions): { signal?: AbortSignal } {
  return options.signal === undefined ? {} : { signal: options.signal };
}
