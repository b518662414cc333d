import { create } from '@vt/proto';
import { afterEach, expect, test } from 'vitest';
import { plannedReparent } from './planned-reparent.ts';
import { type AnsweringShard, answeringShard } from './testing/answering-shard.ts';

let shard: AnsweringShard | undefined;
afterEach(async () => {
  await shard?.close();
});

test('where a promotion fails nobody goes on waiting for its journal', async () => {
  let isGivenUp = false;
  const demoted = { primary_status: { position: 'MySQL56/00000000-0000-0000-0000-000000000001:1-10' } };
  shard = await answeringShard({
    1: {
      type: 'PRIMARY',
      instead: {
        DemotePrimary: () => Promise.resolve(demoted),
        // The call for the journal, which never comes.
        SetReplicationSource: (_, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              isGivenUp = true;
              reject(new Error('given up'));
            });
          }),
      },
    },
    2: { type: 'REPLICA', instead: { PromoteReplica: () => Promise.reject(new Error('cannot stop the SQL thread')) } },
  });
  const request = create('vtctldata.PlannedReparentShardRequest', {
    keyspace: 'ks',
    shard: '0',
    new_primary: { cell: 'z', uid: 2 },
  });
  const moving = plannedReparent(shard.deps, request, new AbortController().signal);
  await expect(moving).rejects.toThrow('cannot stop the SQL thread');
  expect(isGivenUp).toBe(true);
});
