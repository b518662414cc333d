import type { Stats } from '@vt/servenv';

export type OpenedStream = { counted(events: number): void; closed(): void };

/** Counters of VStream under Vitess's names. */
export type VStreamStats = {
  opened(keyspace: string, shard: string, tabletType: string): OpenedStream;
  failed(): void;
};

const LABELS = ['Keyspace', 'ShardName', 'TabletType'];

export function vstreamStats(stats: Stats): VStreamStats {
  const created = stats.countersWithLabels('VStreamsCreated', 'streams of shards that were opened', LABELS);
  const events = stats.countersWithLabels('VStreamsEventsStreamed', 'events that were handed on', LABELS);
  const failed = stats.counter('VStreamsEndedWithErrors', 'streams of consumers that failed');
  const open = new Map<string, number>();
  stats.gaugesFunc('VStreamsCount', 'streams of shards that are open', LABELS, () =>
    [...open].map(([name, count]) => [name.split('\0'), count] as const),
  );
  return {
    opened(keyspace, shard, tabletType) {
      const labels = [keyspace, shard, tabletType];
      const name = labels.join('\0');
      created.add(labels);
      open.set(name, (open.get(name) ?? 0) + 1);
      return {
        counted: (count) => events.add(labels, count),
        closed: () => void open.set(name, (open.get(name) ?? 1) - 1),
      };
    },
    failed: () => failed.add(),
  };
}
