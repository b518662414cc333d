import { create } from '@vt/proto';
import { afterEach, expect, test } from 'vitest';
import { plannedReparent } from './planned-reparent.ts';
import { type AnsweringShard, answeringShard } from './testing/answering-shard.ts';

const SOURCE = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const OWN = '4e11fa47-71ca-11e1-9e33-c80aa9429562';
const request = create('vtctldata.PlannedReparentShardRequest', { keyspace: 'ks', shard: '0' });

let shard: AnsweringShard | undefined;
afterEach(async () => {
  await shard?.close();
});

const at = (position: string) => ({
  status: { position: `MySQL56/${position}`, source_uuid: SOURCE, io_state: 3, sql_state: 3 },
});
const replica = (position: string) => ({
  type: 'REPLICA' as const,
  instead: { ReplicationStatus: () => Promise.resolve(at(position)) },
});
const primary = {
  type: 'PRIMARY' as const,
  instead: {
    PrimaryPosition: () => Promise.resolve({ position: `MySQL56/${SOURCE}:1-9` }),
    DemotePrimary: () => Promise.resolve({ primary_status: { position: `MySQL56/${SOURCE}:1-9` } }),
  },
};

test('a replica with transactions of its own is not the most advanced one', async () => {
  shard = await answeringShard({ 1: primary, 2: replica(`${SOURCE}:1-9,${OWN}:1`), 3: replica(`${SOURCE}:1-8`) });
  const { primary: elect, events } = await plannedReparent(shard.deps, request, new AbortController().signal);
  expect(elect.alias?.uid).toBe(3);
  const told = events.list.map(({ value }) => value);
  expect(told).toContain(`not considered: z-0000000002 has errant GTIDs: ${OWN}:1`);
});

test('what the source has not told to have yet is no such transaction', async () => {
  shard = await answeringShard({ 1: primary, 2: replica(`${SOURCE}:1-12`), 3: replica(`${SOURCE}:1-8`) });
  const { primary: elect } = await plannedReparent(shard.deps, request, new AbortController().signal);
  expect(elect.alias?.uid).toBe(2);
});

test('where nobody else is left, it is said why', async () => {
  shard = await answeringShard({ 1: primary, 2: replica(`${SOURCE}:1-9,${OWN}:1`) });
  const moving = plannedReparent(shard.deps, request, new AbortController().signal);
  await expect(moving).rejects.toThrow(`z-0000000002 has errant GTIDs: ${OWN}:1`);
});
