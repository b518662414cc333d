import { create } from '@vt/proto';
import { afterEach, expect, test } from 'vitest';
import { plannedReparent } from './planned-reparent.ts';
import { type AnsweringShard, answeringShard } from './testing/answering-shard.ts';

let shard: AnsweringShard | undefined;
afterEach(async () => {
  await shard?.close();
});

test('the primary is not demoted before somebody is connected to the next one', async () => {
  const states = [2, 2, 3];
  shard = await answeringShard({
    1: { type: 'PRIMARY', instead: { DemotePrimary: () => Promise.resolve({}) } },
    2: { type: 'REPLICA' },
    3: {
      type: 'REPLICA',
      instead: { ReplicationStatus: () => Promise.resolve({ status: { io_state: states.shift() } }) },
    },
  });
  const request = create('vtctldata.PlannedReparentShardRequest', {
    keyspace: 'ks',
    shard: '0',
    new_primary: { cell: 'z', uid: 2 },
  });
  await plannedReparent(shard.deps, request, new AbortController().signal);
  const { calls } = shard;
  expect(calls.slice(0, calls.indexOf('DemotePrimary 1'))).toEqual([
    'PrimaryPosition 1',
    'SetReplicationSource 2',
    'SetReplicationSource 3',
    'ReplicationStatus 3',
    'ReplicationStatus 3',
    'ReplicationStatus 3',
  ]);
});
