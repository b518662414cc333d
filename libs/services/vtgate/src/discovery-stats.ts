import { type FailoverBuffer, type HealthCheck, NOT_SERVING, type ShardBuffering } from '@vt/discovery';
import type { Stats } from '@vt/servenv';
import type { VSchema } from '@vt/vschema';
import type { TabletChange } from './schema/watch-tablets.ts';

const SHARD = ['Keyspace', 'ShardName'];

/** What broke health streams, and who became primary. */
export function healthStats(stats: Stats, health: HealthCheck): void {
  const errors = stats.countersWithLabels('HealthcheckErrors', 'health streams that broke or told of an error', [
    ...SHARD,
    'TabletType',
  ]);
  const promoted = stats.countersWithLabels('HealthcheckPrimaryPromoted', 'tablets that became primary', SHARD);
  health.subscribe((now, before) => {
    const { keyspace, shard, tabletType } = now.target;
    // One that was taken out of the topology is none that failed.
    const isListed = health.health(now.alias) === now;
    if (!before || !isListed) return;
    if (now.error !== undefined && now.error !== NOT_SERVING)
      errors.add([keyspace, shard, before.target.tabletType.toLowerCase()]);
    if (tabletType === 'PRIMARY' && before.target.tabletType !== 'PRIMARY') promoted.add([keyspace, shard]);
  });
}

/** What the watches of the topology have seen of tablets. */
export function watcherStats(stats: Stats): { changed(change: TabletChange): void; failed(): void } {
  const operations = stats.countersWithLabels('TopologyWatcherOperations', 'changes of tablets in the topology', [
    'Operation',
  ]);
  const errors = stats.countersWithLabels('TopologyWatcherErrors', 'tablets that could not be read', ['Operation']);
  return { changed: (change) => operations.add([change]), failed: () => errors.add(['ListTablets']) };
}

/** How often the VSchema came, and what was wrong with it. */
export function vschemaStats(stats: Stats, current: () => VSchema): { add(change: VSchemaCount): void } {
  stats.gaugeFunc('VindexUnknownParameters', 'parameters of vindexes that their types do not know', () =>
    unknownParameters(current()),
  );
  const counts = stats.countersWithLabels('VtgateVSchemaCounts', 'VSchemas that came, and errors', ['changes']);
  return { add: (change) => counts.add([change]) };
}

export type VSchemaCount = 'Reload' | 'WatchError' | 'Parsing';

function unknownParameters({ keyspaces }: VSchema): number {
  let count = 0;
  for (const { vindexes } of keyspaces.values())
    for (const { vindex } of vindexes.values()) count += vindex.unknownParams.length;
  return count;
}

type Counts = 'starts' | 'buffered' | 'drained' | 'durationMs' | 'utilization';
type Reasons = 'stops' | 'evicted' | 'skipped';

/** What came of holding statements, by shard. */
export function bufferStats(stats: Stats, buffer: FailoverBuffer): void {
  const label = ({ keyspace, shard }: ShardBuffering): string[] => [keyspace, shard];
  const each = (read: (shard: ShardBuffering) => number) => () =>
    [...buffer.shards()].map((shard) => [label(shard), read(shard)] as const);
  const counter = (name: string, help: string, field: Counts): void =>
    stats.countersFunc(
      name,
      help,
      SHARD,
      each((shard) => shard[field]),
    );
  const reasons = (name: string, help: string, field: Reasons): void =>
    stats.countersFunc(name, help, [...SHARD, 'Reason'], () =>
      [...buffer.shards()].flatMap((shard) =>
        [...shard[field]].map(([reason, count]) => [[...label(shard), reason], count] as const),
      ),
    );
  stats.gaugeFunc('BufferUtilization', 'statements held now', () => buffer.waiting);
  stats.gaugeFunc('BufferSize', 'statements that may be held at once', () => buffer.requestsMax);
  counter('BufferStarts', 'failovers for which statements were held', 'starts');
  reasons('BufferStops', 'failovers that are over, by why', 'stops');
  counter('BufferFailoverDurationSumMs', 'milliseconds that failovers took', 'durationMs');
  stats.gaugesFunc(
    'BufferUtilizationSum',
    'the most that was held, in percent of the room, of all failovers',
    SHARD,
    each(({ utilization }) => utilization),
  );
  counter('BufferRequestsBuffered', 'statements that were held', 'buffered');
  counter('BufferRequestsDrained', 'held statements that were then run', 'drained');
  reasons('BufferRequestsEvicted', 'held statements that were given up, by why', 'evicted');
  reasons('BufferRequestsSkipped', 'statements that were not held, by why', 'skipped');
  stats.gaugesFunc(
    'BufferLastFailoverDurationMs',
    'milliseconds that the last failover took',
    SHARD,
    each(({ lastDurationMs }) => lastDurationMs),
  );
  stats.gaugesFunc(
    'BufferLastRequestsInFlightMax',
    'the most that was held in the last failover',
    SHARD,
    each(({ lastWaitingMax }) => lastWaitingMax),
  );
}
