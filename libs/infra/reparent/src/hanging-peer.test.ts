import { VtError } from '@vt/base';
import { create, type EnumValue, type Response } from '@vt/proto';
import { silentLogger } from '@vt/servenv';
import { type MemoryServer, type Tablet, TopoServer, tabletAliasString } from '@vt/topo';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emergencyReparent } from './emergency-reparent.ts';
import type { ReparentDeps } from './reparent.ts';
import type { Manager, TabletManagers } from './tablet-managers.ts';

const never = new AbortController().signal;
const UUID = '00000000-0000-0000-0000-000000000001';
const gtids = (n: number): string => `MySQL56/${UUID}:1-${n}`;
type Type = EnumValue<'topodata.TabletType'>;
type Peer = {
  readonly type: Type;
  readonly received?: number;
  readonly executed?: number;
  readonly hangs?: 'always' | 'following';
};

let topo: TopoServer | undefined;
let end = new AbortController();
beforeEach(() => {
  end = new AbortController();
});
afterEach(async () => {
  end.abort();
  await topo?.close();
});

/** Until the test is over, whatever the caller's deadline. */
function hang(): Promise<never> {
  return new Promise((_, reject) => {
    end.signal.addEventListener('abort', () => reject(new VtError({ code: 'UNAVAILABLE', message: 'no answer' })));
  });
}

/** A shard whose tablets are only answers; who hangs never gives one, whatever its caller's deadline. */
async function shardOf(peers: Readonly<Record<number, Peer>>): Promise<{ deps: ReparentDeps; calls: string[] }> {
  const memory = new Map<string, MemoryServer>();
  topo = TopoServer.open({ implementation: 'memory', globalServerAddress: 'g', globalRoot: '/global', memory });
  await topo.cells.create('z', { server_address: 'z', root: '/z' });
  await topo.keyspaces.create('ks', { durability_policy: 'semi_sync' });
  await topo.shards.getOrCreate('ks', '0');
  for (const [uid, { type }] of Object.entries(peers)) {
    await topo.tablets.create({ alias: { cell: 'z', uid: Number(uid) }, keyspace: 'ks', shard: '0', type });
  }
  await topo.shards.updateFields('ks', '0', (record) => {
    record.primary_alias = { cell: 'z', uid: 1 };
  });
  const calls: string[] = [];
  const call = async (tablet: Tablet, method: string): Promise<unknown> => {
    calls.push(`${method} ${tablet.alias?.uid}`);
    const peer = peers[tablet.alias?.uid ?? 0] as Peer;
    if (peer.hangs === 'always' || (peer.hangs && method === 'SetReplicationSource')) return hang();
    if (method === 'DemotePrimary') throw new VtError({ code: 'UNAVAILABLE', message: 'ECONNREFUSED' });
    if (method === 'StopReplicationAndGetStatus') {
      const { received = 10, executed = received } = peer;
      const status = { relay_log_position: gtids(received), position: gtids(executed) };
      return create('tabletmanagerdata.StopReplicationAndGetStatusResponse', { status: { after: status } });
    }
    return { position: gtids(10) } satisfies Partial<Response<Manager, 'PromoteReplica'>>;
  };
  const tablets = { call } as unknown as TabletManagers;
  return { deps: { topo, tablets, log: silentLogger, remoteTimeoutMs: 1_000 }, calls };
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
  end.abort();
  expect(await outcome).toBe('refused');
});
