import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EtcdKv } from '@vt/topo';
import { type ContractServer, topoContract } from '@vt/topo/testing';
import { describe } from 'vitest';
import { type ChildServer, freeLoopbackPort, topodChild } from './testing/child-server.ts';
import { etcdChild, etcdProgram } from './testing/etcd.ts';

async function started(dir: string, server: ChildServer): Promise<ContractServer> {
  await server.start();
  return {
    kv: () => new EtcdKv([`127.0.0.1:${server.port}`]),
    crash: () => server.kill(),
    revive: () => server.start(),
    async stop() {
      await server.kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function temporary(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'vt-topo-'));
}

topoContract('the topology server', async () => {
  const dir = await temporary();
  return started(dir, topodChild(await freeLoopbackPort(), join(dir, 'topo.data')));
});

const etcd = etcdProgram('etcd');
if (etcd === undefined) {
  console.log('etcd is not installed (VT_ETCD_PREFIX, PATH, .cache/etcd): its part of the contract is skipped');
}
describe.skipIf(etcd === undefined)('a real etcd', () => {
  topoContract('etcd', async () => {
    const dir = await temporary();
    return started(dir, await etcdChild(etcd as string, join(dir, 'etcd')));
  });
});
