import type { Stats } from '@vt/servenv';
import type { OnTopoCall } from './conn/observed-conn.ts';

/** Counts the calls of a process to the topology, under Vitess's names. */
export function topoStats(stats: Stats): OnTopoCall {
  const labels = ['Operation', 'Cell'] as const;
  const timings = stats.timings('TopologyConnOperations', 'calls of the topology', ...labels);
  const errors = stats.countersWithLabels('TopologyConnErrors', 'calls of the topology that failed', labels);
  return (operation, cell, elapsedMs, failed) => {
    timings.record([operation, cell], elapsedMs);
    if (failed) errors.add([operation, cell]);
  };
}
