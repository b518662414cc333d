import { create } from '@vt/proto';
import { durabilityPolicy } from '@vt/reparent';
import type { HttpHandler, HttpRequest } from '@vt/servenv';
import { expect, test } from 'vitest';
import { type Problem, problems } from './analysis/problem.ts';
import { addApi } from './api.ts';
import { type Observed, type ShardView, unasked } from './view/observed.ts';
import type { Vtorc } from './vtorc.ts';

function tablet(uid: number, type: 'PRIMARY' | 'REPLICA'): Observed {
  const term = type === 'PRIMARY' ? { seconds: 5n, nanoseconds: 0 } : null;
  const record = create('topodata.Tablet', { alias: { cell: 'z', uid }, type, primary_term_start_time: term });
  const status = create('replicationdata.FullStatus', { read_only: type !== 'PRIMARY' });
  return { ...unasked(`z-0000000${uid}`, record), status, isReachable: true };
}

test('detections have the names by which those who read Vitess’s vtorc know them', async () => {
  const routes = new Map<string, HttpHandler>();
  const view: ShardView = {
    keyspace: 'ks',
    shard: '0',
    record: create('topodata.Shard', {}),
    durability: durabilityPolicy('none'),
    isEmergencyReparentDisabled: true,
    isPrimaryCellRead: true,
    tablets: [tablet(100, 'PRIMARY'), tablet(101, 'REPLICA')],
  };
  const problem: Problem = {
    code: 'ReplicationStopped',
    keyspace: 'ks',
    shard: '0',
    alias: 'z-0000000101',
    detail: 'it does not replicate',
  };
  const http = { route: (path: string, answer: HttpHandler) => routes.set(path, answer) };
  addApi({
    env: { http, status: { add: () => {} } },
    problems: () => [problem],
    view: { shards: () => [view] },
    switches: { refusal: () => undefined },
  } as unknown as Vtorc);
  const ask = async (path: string): Promise<Record<string, unknown>[]> => {
    const request = { query: new URLSearchParams('keyspace=ks') } as HttpRequest;
    return JSON.parse(String((await routes.get(path)?.(request))?.body)) as Record<string, unknown>[];
  };
  const [found] = await ask('/api/detection-analysis');
  expect(found).toMatchObject({
    Analysis: 'ReplicationStopped',
    AnalysisMatchedProblems: [{ Analysis: 'ReplicationStopped', Priority: problems.ReplicationStopped.rank }],
    AnalyzedInstanceAlias: 'z-0000000101',
    AnalyzedInstancePrimaryAlias: 'z-0000000100',
    AnalyzedKeyspace: 'ks',
    AnalyzedShard: '0',
    AnalyzedShardEmergencyReparentDisabled: true,
    CountReplicas: 1,
    CountValidReplicas: 1,
    IsActionableRecovery: true,
    IsClusterPrimary: false,
    IsReadOnly: true,
    LastCheckValid: true,
    TabletType: 2,
  });
  expect(await ask('/api/problems')).toMatchObject([
    { InstanceAlias: 'z-0000000101', Problems: ['ReplicationStopped'] },
  ]);
});
