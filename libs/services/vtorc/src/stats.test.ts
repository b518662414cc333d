import { Stats } from '@vt/servenv';
import { expect, test } from 'vitest';
import { type Problem, type ProblemCode, problems, repairOf } from './analysis/problem.ts';
import { recoveryNameOf } from './recovery/recovery-name.ts';
import { addStats, type StatsSource } from './stats.ts';
import { unasked } from './view/observed.ts';

const problem = (code: ProblemCode, alias = '') => ({ code, keyspace: 'k', shard: '0', alias }) as Problem;
const tablet = (cell: string, uid: number) => unasked(`${cell}-${uid}`, { alias: { cell, uid } } as never);

test('what is watched, what is wrong, and what was done about it, as Vitess tells it', async () => {
  const found: Problem[] = [
    problem('ErrantGTIDDetected', 'a-2'),
    problem('ReplicationStopped', 'a-3'),
    problem('InvalidPrimary'),
  ];
  const shards = [
    { keyspace: 'k', shard: '0', isEmergencyReparentDisabled: true, tablets: [tablet('a', 1), tablet('b', 2)] },
    { keyspace: 'l', shard: '-80', isEmergencyReparentDisabled: false, tablets: [tablet('a', 3)] },
  ];
  const source: StatsSource = {
    view: { shards: () => shards },
    problems: () => found,
    errantGtids: () => new Map([['a-2', 7]]),
    asking: 2,
    pollMs: 5_000,
  };
  const stats = new Stats('vtorc');
  const { recovered, asked, locked } = addStats(stats, source);
  for (const answered of [true, false, true]) asked(answered, answered ? 3 : 6_000);
  recovered(problem('DeadPrimary'), 'repaired', 5);
  recovered(problem('DeadPrimaryAndSomeReplicas'), 'failed', 5);
  recovered(problem('ClusterHasNoPrimary'), 'repaired', 5);
  recovered(problem('ReplicationStopped'), 'not needed', 5);
  for (const action of ['Lock', 'Lock', 'Unlock'] as const) locked(action, 1);
  expect(stats.vars()).toMatchObject({
    TabletsWatchedByCell: { a: 2, b: 1 },
    TabletsWatchedByShard: { 'k.0': 2, 'l.-80': 1 },
    ErrantGtidTabletCount: 1,
    CurrentErrantGTIDCount: { 'a-2': 7 },
    DetectedProblems: { 'ErrantGTIDDetected.a-2.k.0': 1, 'ReplicationStopped.a-3.k.0': 1, 'InvalidPrimary..k.0': 1 },
    EmergencyReparentCounts: { 'k.0.success': 1, 'k.0.failure': 1 },
    EmergencyReparentShardDisabled: { 'k.0': 1 },
    PlannedReparentCounts: { 'k.0.success': 1 },
    ReparentShardOperationTimings: {
      TotalCount: 3,
      Histograms: { EmergencyReparentShard: { Count: 2 }, PlannedReparentShard: { Count: 1 } },
    },
    DiscoveriesAttempt: 3,
    DiscoveriesFail: 1,
    DiscoveriesInstancePollSecondsExceeded: 1,
    DiscoveryWorkersActive: 2,
    DiscoveryInstanceTimings: { TotalCount: 3, Histograms: { Instance: { Count: 3 } } },
    SkippedRecoveries: { 'FixReplica.k.0.StaleAnalysis': 1 },
    RecoveriesCount: { 'RecoverDeadPrimary.k.0': 2, 'ElectNewPrimary.k.0': 1 },
    SuccessfulRecoveries: { 'RecoverDeadPrimary.k.0': 1, 'ElectNewPrimary.k.0': 1 },
    FailedRecoveries: { 'RecoverDeadPrimary.k.0': 1 },
    ShardLockTimings: { TotalCount: 3, Histograms: { Lock: { Count: 2 }, Unlock: { Count: 1 } } },
    ShardLocksActive: 1,
  });
  expect(stats.vars()['PendingRecoveries']).toBeGreaterThanOrEqual(1);
  expect(await stats.metrics()).toContain(
    'vtorc_detected_problems{analysis="ReplicationStopped",tablet_alias="a-3",keyspace="k",shard="0"} 1',
  );
});

test('what is repaired has a name, and nothing else', () => {
  for (const code of Object.keys(problems) as ProblemCode[])
    expect([code, recoveryNameOf(code) !== undefined]).toEqual([code, repairOf(code) !== undefined]);
  expect(recoveryNameOf('PrimaryTabletDeleted')).toBe('RecoverPrimaryTabletDeleted');
  expect(recoveryNameOf('PrimaryDiskStalled')).toBe('RecoverDeadPrimary');
  expect(recoveryNameOf('PrimaryHasPrimary')).toBe('RecoverPrimaryHasPrimary');
});
