import { VtError } from '@vt/base';
import { create } from '@vt/proto';
import { TopoError } from '@vt/topo';
import { afterEach, expect, test, vi } from 'vitest';
import { emergencyReparent } from './emergency-reparent.ts';
import { PromotedError } from './promoted-error.ts';
import { release } from './reparent.ts';
import { type AnsweringShard, answeringShard, type Peer } from './testing/answering-shard.ts';

let shard: AnsweringShard | undefined;
afterEach(async () => {
  await shard?.close();
});

const never = new AbortController().signal;
const request = create('vtctldata.EmergencyReparentShardRequest', { keyspace: 'ks', shard: '0' });

/** How a reparent away from a dead primary ends, when one tablet does something else than to answer. */
async function endOf(instead: Peer['instead'] & object): Promise<unknown> {
  shard = await answeringShard({ 1: { type: 'PRIMARY' }, 2: { type: 'REPLICA', instead }, 3: { type: 'REPLICA' } });
  return emergencyReparent(shard.deps, request, never).then(
    () => 'reparented',
    (error: unknown) => error,
  );
}

const noAnswer = (): VtError => new VtError({ code: 'DEADLINE_EXCEEDED', message: 'no answer within 30000 ms' });

test('that the journal failed is told as a promotion that happened', async () => {
  const error = await endOf({
    PopulateReparentJournal: () => Promise.reject(new VtError({ code: 'UNKNOWN', message: 'no space left' })),
  });
  expect(error).toBeInstanceOf(PromotedError);
  expect(error).toMatchObject({
    message: 'z-0000000002 is primary, but no reparent journal could be written: no space left',
    primary: { alias: { uid: 2 } },
  });
  expect(shard?.calls).toContain('SetReplicationSource 3');
});

test('who was promoted, and whose answer was lost, is told by the record', async () => {
  const error = await endOf({
    PromoteReplica: async ({ deps }) => {
      await deps.topo.shards.updateFields('ks', '0', (record) => {
        record.primary_alias = { cell: 'z', uid: 2 };
        record.primary_term_start_time = { seconds: 1_700_000_000n, nanoseconds: 0 };
      });
      throw noAnswer();
    },
  });
  expect(error).toBeInstanceOf(PromotedError);
  expect(String(error)).toContain("z-0000000002 is primary by the shard's record, though its answer was lost");
});

test('without a record nobody claims to know', async () => {
  const error = await endOf({ PromoteReplica: () => Promise.reject(noAnswer()) });
  expect(error).not.toBeInstanceOf(PromotedError);
  expect(String(error)).toContain('it is not known whether z-0000000002 became primary: no answer within 30000 ms');
});

test('a promotion that was refused did not happen', async () => {
  const refusal = new VtError({ code: 'FAILED_PRECONDITION', message: 'not a replica' });
  expect(await endOf({ PromoteReplica: () => Promise.reject(refusal) })).toBe(refusal);
});

test('who lost the lock without noticing, as while its machine stood still, promotes nobody', async () => {
  shard = await answeringShard({ 1: { type: 'PRIMARY' }, 2: { type: 'REPLICA' }, 3: { type: 'REPLICA' } });
  const { shards } = shard.deps.topo;
  const lock = await shards.lock('ks', '0', 'test', {});
  await lock.unlock();
  const unnoticed = { path: lock.path, lost: never, check: () => lock.check(), unlock: () => Promise.resolve() };
  vi.spyOn(shards, 'lock').mockResolvedValue(unnoticed);
  await expect(emergencyReparent(shard.deps, request, never)).rejects.toMatchObject({ kind: 'LockLost' });
  expect(shard.calls).toContain('StopReplicationAndGetStatus 2');
  expect(shard.calls.filter((call) => /PromoteReplica|SetReplicationSource/.test(call))).toEqual([]);
});

test('a topology that does not say whether the lock is held is no reason to promote nobody', async () => {
  shard = await answeringShard({ 1: { type: 'PRIMARY' }, 2: { type: 'REPLICA' }, 3: { type: 'REPLICA' } });
  const { shards } = shard.deps.topo;
  const lock = await shards.lock('ks', '0', 'test', {});
  const check = () => Promise.reject(new TopoError('Unavailable', 'global'));
  vi.spyOn(shards, 'lock').mockResolvedValue({ path: lock.path, lost: lock.lost, check, unlock: () => lock.unlock() });
  const { primary } = await emergencyReparent(shard.deps, request, never);
  expect(primary.alias).toMatchObject({ uid: 2 });
});

test('a lock that cannot be given up does not undo what was done under it', async () => {
  shard = await answeringShard({ 1: { type: 'PRIMARY' } });
  const lock = await shard.deps.topo.shards.lock('ks', '0', 'test', {});
  const broken = { ...lock, path: lock.path, unlock: () => Promise.reject(new TypeError('broken')) };
  await expect(release(broken as unknown as typeof lock, shard.deps.log)).resolves.toBeUndefined();
  await lock.unlock();
});
