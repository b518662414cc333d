import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@vt/base/testing';
import { type ChildServer, childServer } from './child-server.ts';

/** A program of the real etcd, undefined where there is none. */
export function etcdProgram(name: 'etcd' | 'etcdctl'): string | undefined {
  const prefix = process.env['VT_ETCD_PREFIX'];
  const cache = fileURLToPath(new URL('../../../../../.cache/etcd', import.meta.url));
  const path = (process.env['PATH'] ?? '').split(delimiter);
  const folders = [...(prefix ? [join(prefix, 'bin')] : []), ...path, join(cache, 'bin')];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** A real etcd of one member with its data in `dir`. */
export async function etcdChild(program: string, dir: string): Promise<ChildServer> {
  const [port, peerPort] = [await freePort(), await freePort()];
  const [client, peer] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
  return childServer(port, program, [
    '--name',
    'n1',
    '--data-dir',
    dir,
    '--log-level',
    'error',
    '--listen-client-urls',
    client,
    '--advertise-client-urls',
    client,
    '--listen-peer-urls',
    peer,
    '--initial-advertise-peer-urls',
    peer,
    '--initial-cluster',
    `n1=${peer}`,
  ]);
}

/** A real etcd of three members with their data below `dir`. */
export async function etcdChildren(program: string, dir: string): Promise<readonly ChildServer[]> {
  const members = await Promise.all(
    [1, 2, 3].map(async (n) => ({ name: `n${n}`, port: await freePort(), peerPort: await freePort() })),
  );
  const cluster = members.map(({ name, peerPort }) => `${name}=http://127.0.0.1:${peerPort}`).join(',');
  return members.map(({ name, port, peerPort }) => {
    const [client, peer] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
    return childServer(port, program, [
      ...['--name', name, '--data-dir', `${dir}/${name}`, '--log-level', 'error'],
      ...['--listen-client-urls', client, '--advertise-client-urls', client],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', cluster],
    ]);
  });
}
