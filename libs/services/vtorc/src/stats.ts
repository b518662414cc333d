import type { Stats } from '@vt/servenv';
import { type Problem, repairOf } from './analysis/problem.ts';
import type { Outcome } from './recovery/history.ts';
import { recoveryNameOf } from './recovery/recovery-name.ts';
import type { ShardView } from './view/observed.ts';

export type RecoveryStats = {
  readonly recovered: (problem: Problem, outcome: Outcome, ms: number) => void;
  /** A tablet was asked for its state. */
  readonly asked: (answered: boolean, ms: number) => void;
  /** A shard's lock was waited for, or given back. */
  readonly locked: (action: 'Lock' | 'Unlock', ms: number) => void;
};

type WatchedShard = Pick<ShardView, 'isEmergencyReparentDisabled' | 'keyspace' | 'shard' | 'tablets'>;

export type StatsSource = {
  readonly view: { shards(): readonly WatchedShard[] };
  problems(): readonly Problem[];
  /** Transactions that a tablet has and its primary has not, by its alias. */
  errantGtids(): ReadonlyMap<string, number>;
  /** Tablets that are being asked now. */
  readonly asking: number;
  /** How long an answer may take before the next question is due. */
  readonly pollMs: number;
};

/** Vitess's metrics of detections and recoveries. */
export function addStats(stats: Stats, vtorc: StatsSource): RecoveryStats {
  publishProblems(stats, vtorc);
  publishWatched(stats, vtorc);
  const asked = askedStats(stats, vtorc);
  return { recovered: recoveredStats(stats), asked, locked: lockedStats(stats) };
}

function recoveredStats(stats: Stats): RecoveryStats['recovered'] {
  const labels = ['RecoveryType', 'Keyspace', 'Shard'];
  const count = stats.countersWithLabels('RecoveriesCount', 'repairs begun', labels);
  const successful = stats.countersWithLabels('SuccessfulRecoveries', 'repairs that succeeded', labels);
  const failed = stats.countersWithLabels('FailedRecoveries', 'repairs that failed', labels);
  const skipped = stats.countersWithLabels('SkippedRecoveries', 'repairs that were not needed any more', [
    ...labels,
    'Reason',
  ]);
  const timings = stats.timings('RecoveryTimes', 'how long repairs took', 'RecoveryType');
  const place = ['Keyspace', 'Shard', 'Result'];
  const emergencies = stats.countersWithLabels(
    'EmergencyReparentCounts',
    'primaries replaced as they were lost',
    place,
  );
  const planned = stats.countersWithLabels('PlannedReparentCounts', 'primaries elected where there was none', place);
  const reparents = stats.timings('ReparentShardOperationTimings', 'how long reparents took', 'Operation');
  return ({ code, keyspace, shard }, outcome, ms) => {
    const name = recoveryNameOf(code) ?? code;
    if (outcome === 'not needed') return skipped.add([name, keyspace, shard, 'StaleAnalysis']);
    const repair = repairOf(code);
    const result = [keyspace, shard, outcome === 'failed' ? 'failure' : 'success'];
    if (repair === 'emergency-reparent') {
      emergencies.add(result);
      reparents.record(['EmergencyReparentShard'], ms);
    }
    if (repair === 'elect-primary') {
      planned.add(result);
      reparents.record(['PlannedReparentShard'], ms);
    }
    const of = [name, keyspace, shard];
    count.add(of);
    (outcome === 'failed' ? failed : successful).add(of);
    timings.record([name], ms);
  };
}

function askedStats(stats: Stats, vtorc: StatsSource): RecoveryStats['asked'] {
  const attempts = stats.counter('DiscoveriesAttempt', 'tablets that were asked for their state');
  const unanswered = stats.counter('DiscoveriesFail', 'tablets that did not answer');
  const slow = stats.counter(
    'DiscoveriesInstancePollSecondsExceeded',
    'answers that took longer than --instance-poll-time',
  );
  const timings = stats.timings('DiscoveryInstanceTimings', 'how long tablets took to answer', 'Action');
  stats.gaugeFunc('DiscoveryWorkersActive', 'tablets that are being asked', () => vtorc.asking);
  return (answered, ms) => {
    attempts.add();
    if (!answered) unanswered.add();
    if (ms > vtorc.pollMs) slow.add();
    timings.record(['Instance'], ms);
  };
}

function lockedStats(stats: Stats): RecoveryStats['locked'] {
  const timings = stats.timings('ShardLockTimings', 'how long shards’ locks took', 'Action');
  const held = stats.gauge('ShardLocksActive', 'shards’ locks that are held');
  return (action, ms) => {
    timings.record([action], ms);
    held.add(action === 'Lock' ? 1 : -1);
  };
}

function publishProblems(stats: Stats, vtorc: StatsSource): void {
  const labels = ['Analysis', 'TabletAlias', 'Keyspace', 'Shard'];
  stats.gaugesFunc('DetectedProblems', '1: a problem that there is now', labels, () =>
    vtorc.problems().map(({ code, alias, keyspace, shard }) => [[code, alias, keyspace, shard], 1] as const),
  );
  const pending = () => vtorc.problems().filter(({ code }) => repairOf(code) !== undefined).length;
  stats.gaugeFunc('PendingRecoveries', 'problems that are there and can be repaired', pending);
  const errant = () => vtorc.problems().filter(({ code }) => code === 'ErrantGTIDDetected').length;
  stats.gaugeFunc('ErrantGtidTabletCount', 'tablets with transactions that their primary has not', errant);
  stats.gaugesFunc('CurrentErrantGTIDCount', 'transactions of a tablet that its primary has not', ['TabletAlias'], () =>
    [...vtorc.errantGtids()].map(([alias, count]) => [[alias], count] as const),
  );
}

/** What is watched. */
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
  const place = ['Keyspace', 'Shard'];
  stats.gaugesFunc(
    'TabletsWatchedByShard',
    'tablets that are watched',
    place,
    counted(({ one: { keyspace, shard } }) => [keyspace, shard]),
  );
  stats.gaugesFunc(
    'TabletsWatchedByCell',
    'tablets that are watched',
    ['Cell'],
    counted(({ tablet: { tablet } }) => [tablet.alias?.cell ?? '']),
  );
  stats.gaugesFunc('EmergencyReparentShardDisabled', '1: its lost primary is not replaced', place, () =>
    vtorc.view
      .shards()
      .filter(({ isEmergencyReparentDisabled }) => isEmergencyReparentDisabled)
      .map(({ keyspace, shard }) => [[keyspace, shard], 1] as const),
  );
}
