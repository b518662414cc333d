import type { Stats } from '@vt/servenv';
import type { Problem } from './analysis/problem.ts';
import type { Outcome } from './recovery/history.ts';
import type { Vtorc } from './vtorc.ts';

export type RecoveryStats = {
  readonly recovered: (problem: Problem, outcome: Outcome, ms: number) => void;
};

/** Vitess's metrics of detections and recoveries. */
export function addStats(stats: Stats, vtorc: Vtorc): RecoveryStats {
  const labels = ['RecoveryType', 'Keyspace', 'Shard'];
  const count = stats.countersWithLabels('RecoveriesCount', 'repairs begun', labels);
  const successful = stats.countersWithLabels('SuccessfulRecoveries', 'repairs that succeeded', labels);
  const failed = stats.countersWithLabels('FailedRecoveries', 'repairs that failed', labels);
  const timings = stats.timings('RecoveryTimes', 'how long repairs took', 'RecoveryType');
  stats.gaugesFunc('DetectedProblems', 'problems there are now', ['Analysis', 'Keyspace', 'Shard'], () =>
    countProblems(vtorc.problems()),
  );
  return {
    recovered: ({ code, keyspace, shard }, outcome, ms) => {
      if (outcome === 'not needed') return;
      const of = [code, keyspace, shard];
      count.add(of);
      (outcome === 'failed' ? failed : successful).add(of);
      timings.record([code], ms);
    },
  };
}

function* countProblems(found: readonly Problem[]): Iterable<readonly [readonly string[], number]> {
  const counts = new Map<string, { readonly labels: readonly string[]; count: number }>();
  for (const { code, keyspace, shard } of found) {
    const labels = [code, keyspace, shard];
    const entry = counts.get(labels.join(' ')) ?? { labels, count: 0 };
    entry.count++;
    counts.set(labels.join(' '), entry);
  }
  for (const { labels, count } of counts.values()) yield [labels, count];
}
