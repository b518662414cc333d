import type { Stats } from '@vt/servenv';
import type { OutEvent } from './output.ts';

export type OpenedStream = { counted(events: readonly OutEvent[]): void; closed(): void };

/** Counters of VStream under Vitess's names. */
export type VStreamStats = {
  opened(keyspace: string, shard: string, tabletType: string): OpenedStream;
  failed(): void;
};

const LABELS = ['Keyspace', 'ShardName', 'TabletType'];
const NS_OF_S = 1_000_000_000n;

export function vstreamStats(stats: Stats): VStreamStats {
  const created = stats.countersWithLabels('VStreamsCreated', 'streams of shards that were opened', LABELS);
  const events = stats.countersWithLabels('VStreamsEventsStreamed', 'events that were handed on', LABELS);
  const failed = stats.counter('VStreamsEndedWithErrors', 'streams of consumers that failed');
  const lags = stats.gaugesWithLabels('VStreamsLag', 'seconds between a change and its being handed on', LABELS);
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
        counted: (given) => {
          events.add(labels, given.length);
          const last = given.findLast(
            ({ timestamp, current_time }) => Number(timestamp ?? 0) > 0 && Number(current_time ?? 0) > 0,
          );
          if (last) lags.set(labels, lagOf(last));
        },
        closed: () => void open.set(name, (open.get(name) ?? 1) - 1),
      };
    },
    failed: () => failed.add(),
  };
}

/** An event tells when it was written, in seconds, and when its tablet sent it, in nanoseconds, by the tablet's clock. */
function lagOf({ timestamp = 0n, current_time = 0n }: OutEvent): number {
  return Math.max(0, Number(BigInt(current_time) / NS_OF_S - BigInt(timestamp)));
}
