import { Stats } from '@vt/servenv';
import { expect, test } from 'vitest';
import type { Problem, ProblemCode } from './analysis/problem.ts';
import { addStats, type StatsSource } from './stats.ts';
import { unasked } from './view/observed.ts';

const problem = (code: ProblemCode) => ({ code, keyspace: 'k', shard: '0' }) as Problem;
const tablet = (cell: string, uid: number) => unasked(`${cell}-${uid}`, { alias: { cell, uid } } as never);

test('what is watched, what is wrong, and what was done about it', () => {
  const found: Problem[] = [problem('ErrantGTIDDetected'), problem('ReplicationStopped'), problem('InvalidPrimary')];
  const shards = [
    { keyspace: 'k', shard: '0', tablets: [tablet('a', 1), tablet('b', 2)] },
    { keyspace: 'l', shard: '-80', tablets: [tablet('a', 3)] },
  ];
  const source: StatsSource = { view: { shards: () => shards }, problems: () => found };
  const stats = new Stats('vtorc');
  const { recovered, asked } = addStats(stats, source);
  for (const answered of [true, false, true]) asked(answered);
  recovered(problem('DeadPrimary'), 'repaired', 5);
  recovered(problem('DeadPrimary'), 'failed', 5);
  recovered(problem('ClusterHasNoPrimary'), 'repaired', 5);
  recovered(problem('ReplicationStopped'), 'not needed', 5);
  expect(stats.vars()).toMatchObject({
    TabletsWatchedByCell: { a: 2, b: 1 },
    TabletsWatchedByShard: { 'k.0': 2, 'l.-80': 1 },
    ErrantGtidTabletCount: 1,
    EmergencyReparentCounts: { 'k.0.success': 1, 'k.0.failure': 1 },
    PlannedReparentCounts: { 'k.0.success': 1 },
    DiscoveriesAttempt: 3,
    DiscoveriesFail: 1,
    SkippedRecoveries: { 'ReplicationStopped.k.0': 1 },
    RecoveriesCount: { 'DeadPrimary.k.0': 2, 'ClusterHasNoPrimary.k.0': 1 },
  });
  expect(stats.vars()['PendingRecoveries']).toBeGreaterThanOrEqual(1);
});
