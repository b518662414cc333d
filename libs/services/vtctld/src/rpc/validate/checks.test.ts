import { create } from '@vt/proto';
import { silentLogger } from '@vt/servenv';
import { type MemoryServer, TopoServer } from '@vt/topo';
import { afterEach, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { checkShard } from './checks.ts';

const never = new AbortController().signal;
let close = async (): Promise<void> => {};
afterEach(() => close());

/** A shard with a primary and a replica, whose tablets say what the test has them say. */
async function shardOf(answers: Readonly<Record<string, unknown>>): Promise<Context> {
  const memory = new Map<string, MemoryServer>();
  const topo = TopoServer.open({ implementation: 'memory', globalServerAddress: 'g', globalRoot: '/global', memory });
  close = () => topo.close();
  await topo.cells.create('z', { server_address: 'z', root: '/z' });
  await topo.keyspaces.create('ks', {}, { signal: never });
  await topo.shards.create('ks', '0', { signal: never });
  for (const uid of [1, 2]) {
    const type = uid === 1 ? 'PRIMARY' : 'REPLICA';
    const alias = { cell: 'z', uid };
    await topo.tablets.create(create('topodata.Tablet', { alias, keyspace: 'ks', shard: '0', type }), {
      signal: never,
    });
  }
  await topo.shards.updateFields(
    'ks',
    '0',
    (record) => {
      record.primary_alias = { cell: 'z', uid: 1 };
    },
    { signal: never },
  );
  const tablets = { call: async (_: unknown, method: string) => answers[method] ?? {} };
  return { topo, tablets: tablets as unknown as Context['tablets'], log: silentLogger, remoteTimeoutMs: 1_000 };
}

const running = { status: { io_state: 3, sql_state: 3 } };

test('with pings, a primary from which nobody replicates is told, as a replica that does not is', async () => {
  const alone = await shardOf({ GetReplicas: { addrs: [] }, ReplicationStatus: running });
  expect(await checkShard(alone, 'ks', '0', true, never)).toEqual(['no replicas of tablet z-0000000001 found']);
  expect(await checkShard(alone, 'ks', '0', false, never)).toEqual([]);
  await close();
  const stopped = await shardOf({
    GetReplicas: { addrs: ['127.0.0.1'] },
    ReplicationStatus: { status: { io_state: 1, sql_state: 3 } },
  });
  expect(await checkShard(stopped, 'ks', '0', true, never)).toEqual(['replica z-0000000002 is not replicating']);
});
