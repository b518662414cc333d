import type { Stats } from '@vt/servenv';
import { type Problem, repairOf } from './analysis/problem.ts';
import type { Outcome } from './recovery/history.ts';
import type { ShardView } from './view/observed.ts';

export type RecoveryStats = {
  readonly recovered: (problem: Problem, outcome: Outcome, ms: number) => void;
  /** A tablet was asked for its state. */
  readonly asked: (answered: boolean) => void;
};

export type StatsSource = {
  readonly view: { shards(): readonly Pick<ShardView, 'keyspace' | 'shard' | 'tablets'>[] };
  problems(): readonly Problem[];
};

/** Vitess's metrics of detections and recoveries. */
export function addStats(stats: Stats, vtorc: StatsSource): RecoveryStats {
  const labels = ['RecoveryType', 'Keyspace', 'Shard'];
  const count = stats.countersWithLabels('RecoveriesCount', 'repairs begun', labels);
  const successful = stats.countersWithLabels('SuccessfulRecoveries', 'repairs that succeeded', labels);
  const failed = stats.countersWithLabels('FailedRecoveries', 'repairs that failed', labels);
  const timings = stats.timings('RecoveryTimes', 'how long repairs took', 'RecoveryType');
  stats.gaugesFunc('DetectedProblems', 'problems there are now', ['Analysis', 'Keyspace', 'Shard'], () =>
    countProblems(vtorc.problems()),
  );
  const place = ['Keyspace', 'Shard', 'Result'];
  const emergencies = stats.countersWithLabels(
    'EmergencyReparentCounts',
    'primaries replaced as they were lost',
    place,
  );
  const planned = stats.countersWithLabels('PlannedReparentCounts', 'primaries elected where there was none', place);
  const skipped = stats.countersWithLabels('SkippedRecoveries', 'repairs that were not needed any more', labels);
  publishWatched(stats, vtorc);
  const attempts = stats.counter('DiscoveriesAttempt', 'tablets that were asked for their state');
  const unanswered = stats.counter('DiscoveriesFail', 'tablets that did not answer');
  return {
    asked: (answered) => {
      attempts.add();
      if (!answered) unanswered.add();
    },
    recovered: ({ code, keyspace, shard }, outcome, ms) => {
      if (outcome === 'not needed') return skipped.add([code, keyspace, shard]);
      const repair = repairOf(code);
      const result = [keyspace, shard, outcome === 'failed' ? 'failure' : 'success'];
      if (repair === 'emergency-reparent') emergencies.add(result);
      if (repair === 'elect-primary') planned.add(result);
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

/** What is watched, and who of it has transactions that its primary has not. */
function publishWatched(stats: Stats, vtorc: StatsSource): void {
  const tablets = () => vtorc.view.shards().flatMap((one) => one.tablets.map((tablet) => ({ one, tablet })));
  const counted = (labels: (found: ReturnType<typeof tablets>[number]) => readonly string[]) => () => {
    const counts = new Map<string, { readonly of: readonly string[]; count: number }>();
    for (const found of tablets()) {
      const of = labels(found);
      const entry = counts.get(of.join('/')) ?? { of, count: 0 };
      entry.count++;
      counts.set(of.join('/'), entry);
    }
    return [...counts.values()].map(({ of, count }) => [of, count] as const);
  };
  stats.gaugesFunc(
    'TabletsWatchedByShard',
    'tablets that are watched',
    ['Keyspace', 'Shard'],
    counted(({ one: { keyspace, shard } }) => [keyspace, shard]),
  );
  stats.gaugesFunc(
    'TabletsWatchedByCell',
    'tablets that are watched',
    ['Cell'],
    counted(({ tablet: { tablet } }) => [tablet.alias?.cell ?? '']),
  );
  const errant = () => vtorc.problems().filter(({ code }) => code === 'ErrantGTIDDetected').length;
  stats.gaugeFunc('ErrantGtidTabletCount', 'tablets with transactions that their primary has not', errant);
  const pending = () => vtorc.problems().filter(({ code }) => repairOf(code) !== undefined).length;
  stats.gaugeFunc('PendingRecoveries', 'problems that are there and can be repaired', pending);
}
