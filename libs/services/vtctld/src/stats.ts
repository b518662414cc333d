import type { Stats } from '@vt/servenv';

export type ReparentOperation = 'EmergencyReparentShard' | 'PlannedReparentShard';

export type OnReparent = (
  operation: ReparentOperation,
  ended: {
    readonly keyspace: string;
    readonly shard: string;
    readonly result: 'failure' | 'success';
    readonly ms: number;
  },
) => void;

/** Publishes the reparents that were asked for here; returns who is to be told of each. */
export function reparentStats(stats: Stats): OnReparent {
  const place = ['Keyspace', 'Shard', 'Result'];
  const counts = {
    EmergencyReparentShard: stats.countersWithLabels('EmergencyReparentCounts', 'emergency reparents', place),
    PlannedReparentShard: stats.countersWithLabels('PlannedReparentCounts', 'planned reparents', place),
  };
  const timings = stats.timings('ReparentShardOperationTimings', 'how long reparents took', 'Operation');
  return (operation, { keyspace, shard, result, ms }) => {
    counts[operation].add([keyspace, shard, result]);
    timings.record([operation], ms);
  };
}
