import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { create } from '@vt/proto';
import { silentLogger } from '@vt/servenv';
import { type MemoryServer, type Tablet, TopoServer } from '@vt/topo';
import { afterEach, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import {
  validatePermissionsKeyspace,
  validateSchemaKeyspace,
  validateVersionKeyspace,
  validateVersionShard,
} from './validate.ts';

const never = new AbortController().signal;
let close = async (): Promise<void> => {};
const pages: Server[] = [];
afterEach(async () => {
  await close();
  for (const page of pages.splice(0)) await new Promise((resolve) => page.close(resolve));
});

type Answer = (uid: number) => unknown;

/** Shards -80 (tablets 1, 2) and 80- (3, 4) with primaries 1 and 3. */
async function twoShards(answers: Readonly<Record<string, Answer>>): Promise<Context> {
  const memory = new Map<string, MemoryServer>();
  const topo = TopoServer.open({ implementation: 'memory', globalServerAddress: 'g', globalRoot: '/global', memory });
  close = () => topo.close();
  await topo.cells.create('z', { server_address: 'z', root: '/z' });
  await topo.keyspaces.create('ks', {}, { signal: never });
  for (const shard of ['-80', '80-']) await topo.shards.create('ks', shard, { signal: never });
  for (const uid of [1, 2, 3, 4]) {
    const type = uid % 2 === 1 ? 'PRIMARY' : 'REPLICA';
    const own = { alias: { cell: 'z', uid }, keyspace: 'ks', shard: uid < 3 ? '-80' : '80-', type } as const;
    const vars = answers['vars'];
    const tablet = vars ? { ...own, ...(await pageOf(() => vars(uid))) } : own;
    await topo.tablets.create(create('topodata.Tablet', tablet), { signal: never });
  }
  const call = async ({ alias }: Tablet, method: string) => answers[method]?.(alias?.uid ?? 0);
  const tablets = { call } as unknown as Context['tablets'];
  return { topo, tablets, log: silentLogger, remoteTimeoutMs: 1_000 };
}

/** Where a tablet shows its /debug/vars; undefined: it shows none. */
async function pageOf(vars: () => unknown) {
  const page = createServer((request, response) => {
    const shown = request.url === '/debug/vars' ? vars() : undefined;
    response.statusCode = shown === undefined ? 403 : 200;
    response.end(JSON.stringify(shown));
  });
  pages.push(page);
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  return { hostname: '127.0.0.1', port_map: { vt: (page.address() as AddressInfo).port } };
}

const statement = (columns: string): string => `CREATE TABLE (${'id bigint NOT NULL, '.repeat(20)}${columns})`;
const table = (name: string, columns = 'a int', type = 'BASE TABLE') => ({ name, schema: statement(columns), type });
const schema = (...table_definitions: unknown[]) => ({
  schema_definition: { database_schema: 'd', table_definitions },
});

test('what differs between schemas is told by table, with both statements whole', async () => {
  const schemas: Record<number, unknown> = {
    1: schema(table('a'), table('b')),
    2: schema(table('a'), table('b')),
    3: schema(table('a'), table('b', 'b int'), table('c')),
    4: schema(table('b'), table('v', 'a int', 'VIEW')),
  };
  const context = await twoShards({ GetSchema: (uid) => schemas[uid] });
  const request = create('vtctldata.ValidateSchemaKeyspaceRequest', { keyspace: 'ks' });
  expect((await validateSchemaKeyspace(request, context, never)).results_by_shard).toEqual({
    '-80': { results: [] },
    '80-': {
      results: [
        `schemas differ on table b:\nz-0000000001: ${statement('a int')}\n differs from:\nz-0000000003: ${statement('b int')}`,
        'z-0000000003 has an extra table named c',
        'z-0000000001 has an extra table named a',
        'z-0000000004 has an extra view named v',
      ],
    },
  });
});

test('versions and accounts are compared over all shards of a keyspace', async () => {
  const account = (user: string, right: string) => ({
    host: '%',
    user,
    password_checksum: 7n,
    privileges: { Select_priv: right },
  });
  const permissions = (...user_permissions: unknown[]) => ({ permissions: { user_permissions, db_permissions: [] } });
  const context = await twoShards({
    vars: (uid) =>
      uid < 3
        ? { BuildVersion: '24.0.0' }
        : { BuildHost: 'h', BuildUser: 'u', BuildTimestamp: 7, BuildGitRev: 'abc', BuildVersion: '24.0.4' },
    GetPermissions: (uid) => {
      if (uid === 4) return permissions(account('app', 'N'), account('ray', 'Y'));
      return permissions(account('app', 'Y'));
    },
  });
  const versions = create('vtctldata.ValidateVersionKeyspaceRequest', { keyspace: 'ks' });
  const other = (uid: number) =>
    `primary z-0000000001 version 24.0.0 is different than replica z-000000000${uid} version {h u 7 abc}`;
  expect((await validateVersionKeyspace(versions, context, never)).results_by_shard).toEqual({
    '-80': { results: [] },
    '80-': { results: [other(3), other(4)] },
  });
  const one = create('vtctldata.ValidateVersionShardRequest', { keyspace: 'ks', shard: '80-' });
  expect((await validateVersionShard(one, context, never)).results).toEqual([]);
  const accounts = create('vtctldata.ValidatePermissionsKeyspaceRequest', { keyspace: 'ks' });
  const user = 'UserPermission PasswordChecksum(7) Select_priv';
  await expect(validatePermissionsKeyspace(accounts, context, never)).rejects.toThrow(
    'permissions diffs: ' +
      `permissions differ on user %:app:\nz-0000000001: ${user}(Y)\n differs from:\nz-0000000004: ${user}(N); ` +
      'z-0000000004 has an extra user %:ray',
  );
});

test('of a tablet that cannot be read is told that, and of the one that all are compared to by every shard', async () => {
  const deaf = async (uid: number): Promise<Context> =>
    twoShards({
      vars: (asked) => (asked === uid ? undefined : { BuildVersion: '24.0.0' }),
    });
  const request = create('vtctldata.ValidateVersionKeyspaceRequest', { keyspace: 'ks' });
  const why = /^http:\/\/127\.0\.0\.1:\d+\/debug\/vars: status 403$/;
  const said = (uid: number) => ({
    results: [expect.stringMatching(`^z-000000000${uid}: version could not be read: ${why.source.slice(1)}`)],
  });
  const nothing = { results: [] };
  expect((await validateVersionKeyspace(request, await deaf(4), never)).results_by_shard).toEqual({
    '-80': nothing,
    '80-': said(4),
  });
  await close();
  expect((await validateVersionKeyspace(request, await deaf(1), never)).results_by_shard).toEqual({
    '-80': said(1),
    '80-': said(1),
  });
});
