import { VtError } from '@vt/base';
import { create } from '@vt/proto';
import { tabletAliasString } from '@vt/topo';
import { afterEach, expect, test } from 'vitest';
import { emergencyReparent } from './emergency-reparent.ts';
import type { ReparentDeps } from './reparent.ts';
import { type AnsweringShard, answeringShard, type Peer } from './testing/answering-shard.ts';

const never = new AbortController().signal;

let shard: AnsweringShard | undefined;
afterEach(async () => {
  await shard?.close();
});

async function shardOf(peers: Readonly<Record<number, Peer>>): Promise<AnsweringShard> {
  shard = await answeringShard(peers);
  return shard;
}

async function reparent(deps: ReparentDeps): Promise<string> {
  const request = create('vtctldata.EmergencyReparentShardRequest', {
    keyspace: 'ks',
    shard: '0',
    wait_replicas_timeout: { seconds: 1n, nanos: 0 },
  });
  const { primary } = await emergencyReparent(deps, request, never);
  return primary.alias ? tabletAliasString(primary.alias) : '';
}

test('a dead primary and a RDONLY that hang are not waited for', async () => {
  const { deps, calls } = await shardOf({
    1: { type: 'PRIMARY', hangs: 'always' },
    2: { type: 'REPLICA' },
    3: { type: 'REPLICA' },
    4: { type: 'RDONLY', hangs: 'always' },
  });
  expect(await reparent(deps)).toBe('z-0000000002');
  expect(calls).toContain('DemotePrimary 1');
  expect(calls).not.toContain('SetReplicationSource 4');
});

test('a replica that hangs when it is to follow does not keep the shard locked', async () => {
  const { deps } = await shardOf({
    1: { type: 'PRIMARY' },
    2: { type: 'REPLICA' },
    3: { type: 'REPLICA', hangs: 'following' },
    4: { type: 'REPLICA' },
  });
  expect(await reparent(deps)).toBe('z-0000000002');
  const lock = await deps.topo.shards.lock('ks', '0', 'next', {});
  await lock.unlock();
}, 30_000);

test('of those that received the same, the one that has executed most is promoted', async () => {
  const { deps } = await shardOf({
    1: { type: 'PRIMARY' },
    2: { type: 'REPLICA', received: 10, executed: 4 },
    3: { type: 'REPLICA', received: 10, executed: 9 },
  });
  expect(await reparent(deps)).toBe('z-0000000003');
});

test.each([
  ['MySQL', 'Relay log write failure: could not queue event from source'],
  ['MariaDB', 'Waiting for disk space'],
])('of those that received the same, one whose disk is full is not promoted (%s)', async (_, last_io_error) => {
  const position = 'MySQL56/00000000-0000-0000-0000-000000000001:1-10';
  const after = { relay_log_position: position, position, last_io_error };
  const answer = create('tabletmanagerdata.StopReplicationAndGetStatusResponse', { status: { after } });
  const { deps } = await shardOf({
    1: { type: 'PRIMARY' },
    2: { type: 'REPLICA', instead: { StopReplicationAndGetStatus: () => Promise.resolve(answer) } },
    3: { type: 'REPLICA', received: 10, executed: 9 },
  });
  expect(await reparent(deps)).toBe('z-0000000003');
});

test('who could still acknowledge a write is waited for', async () => {
  const { deps, calls } = await shardOf({
    1: { type: 'PRIMARY' },
    2: { type: 'REPLICA' },
    3: { type: 'REPLICA', hangs: 'always' },
  });
  const outcome = reparent(deps).then(
    () => 'promoted',
    () => 'refused',
  );
  const early = new Promise<string>((resolve) => setTimeout(() => resolve('waits'), 500));
  expect(await Promise.race([outcome, early])).toBe('waits');
  expect(calls).not.toContain('PromoteReplica 2');
  await shard?.close();
  expect(await outcome).toBe('refused');
});

test('a tablet that gives a backup up to answer acknowledges the writes of the next primary', async () => {
  const now = { status: { tablet_type: 'REPLICA' } };
  const { deps, calls } = await shardOf({
    1: { type: 'PRIMARY' },
    2: { type: 'REPLICA' },
    3: { type: 'BACKUP', instead: { FullStatus: () => Promise.resolve(now) } },
  });
  expect(await reparent(deps)).toBe('z-0000000002');
  expect(calls).toContain('SetReplicationSource 3');
});

test('one that is still being backed up acknowledges nothing', async () => {
  const now = { status: { tablet_type: 'BACKUP' } };
  const { deps } = await shardOf({
    1: { type: 'PRIMARY' },
    2: { type: 'REPLICA' },
    3: { type: 'BACKUP', instead: { FullStatus: () => Promise.resolve(now) } },
  });
  await expect(reparent(deps)).rejects.toThrow('will not be able to make forward progress under semi_sync');
});

test('nobody is promoted while one that is backed up, and acknowledged writes before, does not answer', async () => {
  const away = (): Promise<never> => Promise.reject(new VtError({ code: 'UNAVAILABLE', message: 'ECONNREFUSED' }));
  const { deps, calls } = await shardOf({
    1: { type: 'PRIMARY' },
    2: { type: 'REPLICA' },
    3: { type: 'REPLICA' },
    4: { type: 'BACKUP', instead: { StopReplicationAndGetStatus: away } },
  });
  await expect(reparent(deps)).rejects.toThrow(
    'could not reach sufficient tablets to guarantee safety: 2 of 4 answered',
  );
  expect(calls.filter((call) => call.startsWith('PromoteReplica'))).toEqual([]);
  // What is as it was again goes on.
  expect(calls).toContain('StartReplication 2');
});
