import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@vt/base/testing';
import { EtcdKv } from '@vt/topo';
import { type ContractServer, topoContract } from '@vt/topo/testing';
import { describe } from 'vitest';
import { type ChildServer, topodChild } from './testing/child-server.ts';
import { etcdChild, etcdChildren, etcdProgram } from './testing/etcd.ts';

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
  return started(dir, topodChild(await freePort(), join(dir, 'topo.data')));
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

  // Two of three, another pair each time: what is left has no majority, and what was acknowledged must survive.
  topoContract('three etcds', async () => {
    const dir = await temporary();
    const members = await etcdChildren(etcd as string, dir);
    await Promise.all(members.map((member) => member.start()));
    let turn = 0;
    let down: readonly ChildServer[] = [];
    return {
      watchesSurvive: true,
      kv: () => new EtcdKv(members.map(({ port }) => `127.0.0.1:${port}`)),
      async crash() {
        const spared = turn++ % members.length;
        down = members.filter((_, i) => i !== spared);
        await Promise.all(down.map((member) => member.kill()));
      },
      async revive() {
        await Promise.all(down.map((member) => member.start()));
      },
      async stop() {
        await Promise.all(members.map((member) => member.kill()));
        await rm(dir, { recursive: true, force: true });
      },
    };
  });
});
