import { createContext, Script } from 'node:vm';
import { HttpServer, json, silentLogger } from '@vt/servenv';
import { type MemoryServer, TopoServer } from '@vt/topo';
import { afterEach, describe, expect, test } from 'vitest';
import type { AuditEntry, AuditLog } from '../access/audit.ts';
import { RecentChanges } from '../access/recent-changes.ts';
import { everybodyMay } from '../access/roles.ts';
import { TabletManagers } from '../index.ts';
import { handlers } from '../rpc/index.ts';
import { type ApiMode, addApi } from './api.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(
  mode: ApiMode,
  users?: ReadonlyMap<string, string>,
  audit?: AuditLog,
  changes = new RecentChanges(audit),
  vtgates: readonly string[] = [],
  fill: (topo: TopoServer) => Promise<void> = async () => {},
) {
  const memory = new Map<string, MemoryServer>();
  const topo = TopoServer.open({ implementation: 'memory', globalServerAddress: 'g', globalRoot: '/global', memory });
  await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
  await fill(topo);
  const tablets = new TabletManagers(() => {
    throw new Error('there are no tablets here');
  });
  const context = { topo, tablets, log: silentLogger, remoteTimeoutMs: 10_000 };
  const http = new HttpServer({ log: silentLogger });
  const access = { authorize: everybodyMay, audit: changes.log };
  addApi(http, { context, access, mode, users: users && (() => users), vtorcs: [], vtgates, changes });
  http.ready();
  const port = await http.listen(0, '127.0.0.1');
  closers.push(async () => {
    await http.close();
    await topo.close();
  });
  return async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, body: type.includes('json') ? await response.json() : await response.text() };
  };
}

const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

type Described = {
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly get: { readonly parameters: readonly { readonly name: string }[] };
        readonly post: {
          readonly requestBody: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
        };
      }
    >
  >;
};

test('gates are shown by their counters and slowest statements, and by why they do not answer', async () => {
  const gate = new HttpServer({ log: silentLogger });
  gate.route('/debug/vars', () => json({ MysqlServerConnCount: 3, Other: 1 }));
  gate.route('/debug/query_stats', () => json(Array.from({ length: 40 }, (_, i) => ({ Query: `select ${i}` }))));
  gate.ready();
  const starting = new HttpServer({ log: silentLogger });
  for (const path of ['/debug/vars', '/debug/query_stats']) starting.route(path, () => json({}));
  starting.starting('reading the topology');
  const early = `127.0.0.1:${await starting.listen(0, '127.0.0.1')}`;
  const gone = new HttpServer({ log: silentLogger });
  const nobody = `127.0.0.1:${await gone.listen(0, '127.0.0.1')}`;
  await gone.close();
  const there = `127.0.0.1:${await gate.listen(0, '127.0.0.1')}`;
  const ask = await serve('read-only', undefined, undefined, undefined, [there, nobody, early]);
  const [seen, away, notYet] = (await ask('/api/vtgate')).body as Record<string, unknown>[];
  await gate.close();
  await starting.close();
  expect(seen).toMatchObject({ address: there, vars: { MysqlServerConnCount: 3 } });
  expect(seen?.['vars']).not.toHaveProperty('Other');
  expect(seen?.['statements']).toHaveLength(30);
  expect(away).toEqual({ address: nobody, error: expect.stringContaining('ECONNREFUSED') });
  expect(notYet).toEqual({ address: early, error: 'starting: reading the topology' });
});

test('the page’s script is JavaScript', async () => {
  const ask = await serve('read-only');
  const { body } = await ask('/app/page.js');
  expect(() => new Script(String(body))).not.toThrow();
});

/** As much of a browser's element as the page needs. */
class Element {
  textContent = '';
  className = '';
  children: unknown[] = [];
  click = (): unknown => undefined;

  replaceChildren(...children: unknown[]): void {
    this.children = children;
  }

  append(...children: unknown[]): void {
    this.children.push(...children);
  }

  addEventListener(_name: string, listener: () => unknown): void {
    this.click = listener;
  }

  /** A part of a table: its head, its body, or a row of either. */
  readonly #part = (): Element => {
    const made = new Element();
    this.children.push(made);
    return made;
  };
  createTHead = this.#part;
  createTBody = this.#part;
  insertRow = this.#part;

  /** All that a reader sees in it. */
  get shown(): string {
    return [this.textContent, ...this.children.map((child) => (child as Element).shown)].join(' ');
  }
}

type Fetched = { readonly ok: boolean; readonly status: number; readonly json: () => Promise<unknown> };

/** Runs the page's script as a browser would; gives its elements by id. */
function open(script: unknown, fetch: (path: string) => Promise<Fetched>): (id: string) => Element {
  const elements = new Map<string, Element>();
  const element = (id: string): Element => elements.get(id) ?? elements.set(id, new Element()).get(id) ?? new Element();
  const document = { createElement: () => new Element(), getElementById: element };
  const browser = { AbortSignal, Error, URLSearchParams, document, fetch, performance, setTimeout: () => 0 };
  new Script(String(script)).runInContext(createContext(browser));
  return element;
}

test('what does not answer is told as that, and not as nothing', async () => {
  const fields = { keyspace: 'ks', shard: '0', hostname: 'h', type: 'REPLICA' } as const;
  const ask = await serve('read-only', undefined, undefined, undefined, [], async (topo) => {
    await topo.keyspaces.create('ks', {});
    await topo.tablets.create({ ...fields, alias: { cell: 'zone1', uid: 1 } });
  });
  const element = open((await ask('/app/page.js')).body, async (path) => {
    if (path.includes('GetFullStatus')) throw new DOMException('too late', 'TimeoutError');
    if (/GetWorkflows|GetSchemaMigrations/.test(path)) throw new Error('the primary is away');
    const { status, body } = await ask(path);
    return { ok: status === 200, status, json: async () => body };
  });
  await expect.poll(() => element('repairs').textContent).toContain('No vtorc is named');
  await expect.poll(() => element('tablets').shown).toContain('GetFullStatus: no answer in 5 s');
  for (const id of ['workflows', 'migrations'])
    await expect.poll(() => element(id).shown).toContain('the primary is away');
});

test('a part that cannot be asked for keeps no other from being shown', async () => {
  const ask = await serve('full');
  await ask('/api/v1/CreateKeyspace', post({ name: 'ks' }));
  const element = open((await ask('/app/page.js')).body, async (path) => {
    if (path.includes('GetTablets')) throw new TypeError('Failed to fetch');
    if (path === '/api/vtgate')
      return { ok: false, status: 502, json: () => Promise.reject(new SyntaxError('<html>')) };
    const { status, body } = await ask(path);
    return { ok: status === 200, status, json: async () => body };
  });
  await expect.poll(() => element('changes').shown).toContain('CreateKeyspace');
  await expect.poll(() => element('workflows').shown).toContain('Nothing is being moved.');
  await expect.poll(() => element('state').textContent).toContain('vtctld does not answer');
  await expect.poll(() => element('gates').shown).toContain('/api/vtgate: HTTP status 502');
});

test('no tablet is asked before a browser would send the question: its time runs from then', async () => {
  const ask = await serve('read-only', undefined, undefined, undefined, [], async (topo) => {
    await topo.keyspaces.create('ks', {});
    for (let uid = 1; uid <= 20; uid++)
      await topo.tablets.create({ keyspace: 'ks', shard: '0', type: 'REPLICA', alias: { cell: 'zone1', uid } });
  });
  let [now, most, tablets] = [0, 0, 0];
  const element = open((await ask('/app/page.js')).body, async (path) => {
    most = Math.max(most, ++now);
    if (path.includes('GetFullStatus')) tablets++;
    const { status, body } = await ask(path);
    now--;
    return { ok: status === 200, status, json: async () => body };
  });
  await expect.poll(() => element('tablets').shown).toMatch(/(there are no tablets here[^]*){20}/);
  expect(tablets).toBe(20);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(6);
});

test('the topology is walked by clicks, down to a record', async () => {
  const ask = await serve('full');
  await ask('/api/v1/CreateKeyspace', post({ name: 'ks' }));
  const element = open((await ask('/app/page.js')).body, async (path) => {
    if (!path.includes('GetTopologyPath')) throw new Error('nothing else is asked here');
    const { status, body } = await ask(path);
    return { ok: status === 200, status, json: async () => body };
  });
  const buttons = (): Element[] => element('children').children.map((item) => (item as Element).children[0] as Element);
  for (const name of ['global', 'keyspaces', 'ks', 'Keyspace']) {
    await expect.poll(() => buttons().map(({ textContent }) => textContent)).toContain(name);
    buttons()
      .find(({ textContent }) => textContent === name)
      ?.click();
  }
  await expect.poll(() => element('record').textContent).toMatch(/^version \d+\n\{[^]*"durability_policy": "none"/);
});

test('the last changes are told, the latest first, without passwords', async () => {
  const ask = await serve('full');
  await ask('/api/v1/CreateKeyspace', post({ name: 'ks' }));
  await ask('/api/v1/CreateKeyspace', post({ name: 'ks' }));
  await ask('/api/v1/GetKeyspaces');
  const sql = ["create user u identified by 'secret'"];
  await ask('/api/v1/ApplySchema', post({ keyspace: 'ks', sql }));
  const { body } = await ask('/api/changes');
  const changes = body as { method: string; outcome: string; request: string; user: string }[];
  expect(changes.map(({ method }) => method)).toEqual(['ApplySchema', 'CreateKeyspace', 'CreateKeyspace']);
  expect(changes.map(({ outcome }) => outcome === 'ok')).toEqual([expect.any(Boolean), false, true]);
  expect(JSON.stringify(changes)).not.toContain('secret');
});

describe('the lists that Vitess has', () => {
  test('cells, tablets and the topology, one by one', async () => {
    const ask = await serve('read-only', undefined, undefined, undefined, [], async (topo) => {
      const tablet = { keyspace: 'ks', shard: '0', hostname: 'h', type: 'REPLICA' } as const;
      await topo.keyspaces.create('ks', {});
      for (const uid of [1, 2]) await topo.tablets.create({ ...tablet, alias: { cell: 'zone1', uid } });
    });
    const bodyOf = async (path: string) => (await ask(path)).body;
    expect(await bodyOf('/api/cells/')).toEqual(['zone1']);
    expect(await bodyOf('/api/cells/zone1')).toMatchObject({ server_address: 'zone1', root: '/zone1' });
    expect(await bodyOf('/api/keyspaces/')).toEqual(['ks']);
    expect(await bodyOf('/api/keyspaces/ks')).toMatchObject({ keyspace_type: 'NORMAL' });
    const all = [1, 2].map((uid) => ({ cell: 'zone1', uid }));
    expect(await bodyOf('/api/tablets/')).toEqual(all);
    expect(await bodyOf('/api/tablets/?shard=ks%2F0&cell=zone1')).toEqual(all);
    expect(await bodyOf('/api/tablets/zone1-2')).toMatchObject({ alias: { uid: 2 }, keyspace: 'ks', hostname: 'h' });
    expect(await bodyOf('/api/topodata/')).toMatchObject({ Children: ['global', 'zone1'], Error: '' });
    expect(await bodyOf('/api/topodata/global/cells/')).toMatchObject({ Children: ['zone1'] });
    expect(await bodyOf('/api/topodata/global/cells/zone1/CellInfo')).toMatchObject({
      Children: [],
      Data: expect.stringContaining('/zone1'),
    });
    for (const [path, status] of [
      ['/api/cells/other', 404],
      ['/api/keyspaces/other', 404],
      ['/api/tablets/zone1-9', 404],
      ['/api/tablets/none', 400],
      ['/api/tablets/?shard=ks', 400],
      ['/api/tablets/?shard=ks%2Fother', 404],
      ['/api/topodata/global/nothing', 404],
    ] as const)
      expect([path, (await ask(path)).status]).toEqual([path, status]);
  });

  test('are for those who may log in', async () => {
    const ask = await serve('full', new Map([['u', 'p']]));
    for (const path of ['/api/cells/', '/api/keyspaces/', '/api/tablets/', '/api/topodata/'])
      expect((await ask(path)).status).toBe(401);
  });
});

describe('the methods as JSON', () => {
  test('are audited with the connection they came over, whatever a header says of it', async () => {
    const entries: AuditEntry[] = [];
    const ask = await serve('full', undefined, async (entry) => {
      entries.push(entry);
    });
    const forged = { 'x-forwarded-for': '203.0.113.9' };
    expect((await ask('/api/v1/CreateKeyspace', post({ name: 'ks' }, forged))).status).toBe(200);
    expect(entries.map(({ method }) => method)).toEqual(['CreateKeyspace']);
    expect(entries[0]?.peer).toMatch(/127\.0\.0\.1:\d+$/);
  });

  test('take a text of a query for a text, whatever it looks like', async () => {
    const ask = await serve('full');
    for (const name of ['7', 'true']) {
      expect((await ask('/api/v1/CreateKeyspace', post({ name }))).status).toBe(200);
      for (const shard of ['0', '-80']) {
        expect((await ask('/api/v1/CreateShard', post({ keyspace: name, shard_name: shard }))).status).toBe(200);
        for (const field of ['shard_name', 'shardName'])
          expect(await ask(`/api/v1/GetShard?keyspace=${name}&${field}=${shard}`)).toMatchObject({
            status: 200,
            body: { shard: { keyspace: name, name: shard } },
          });
      }
    }
    expect((await ask('/api/v1/GetTablets?strict=true&cells=["zone1"]&tablet_type=1')).status).toBe(200);
  });

  test('change by POST, read by POST and GET, and fail with code and text', async () => {
    const ask = await serve('full');
    expect((await ask('/api/v1/CreateKeyspace', post({ name: 'ks' }))).status).toBe(200);
    const read = { status: 200, body: { keyspace: { name: 'ks', keyspace: { durability_policy: 'none' } } } };
    expect(await ask('/api/v1/GetKeyspace?keyspace=ks')).toMatchObject(read);
    expect(await ask('/api/v1/GetKeyspace', post({ keyspace: 'ks' }))).toMatchObject(read);
    expect(await ask('/api/v1/GetKeyspace?keyspace=no')).toMatchObject({
      status: 404,
      body: { error: { code: 'NOT_FOUND' } },
    });
    expect(await ask('/api/v1/GetKeyspace?nonsense=1')).toMatchObject({ status: 400 });
    expect(await ask('/api/v1/CreateKeyspace?name=x')).toMatchObject({ status: 400 });
    const form = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"name":"x"}' };
    expect(await ask('/api/v1/CreateKeyspace', form)).toMatchObject({ status: 400 });
  });

  test('that change something are not there where only reading is allowed', async () => {
    const ask = await serve('read-only');
    expect((await ask('/api/v1/CreateKeyspace', post({ name: 'ks' }))).status).toBe(404);
    expect((await ask('/api/v1/GetKeyspaces')).status).toBe(200);
  });

  test('are for those who give their password, and not for other sites', async () => {
    const ask = await serve('full', new Map([['ann', 'p:w']]));
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    expect((await ask('/api/v1/GetKeyspaces')).status).toBe(401);
    expect((await ask('/app')).status).toBe(401);
    expect((await ask('/api/v1/GetKeyspaces', { headers: basic('ann:wrong') })).status).toBe(401);
    expect((await ask('/api/v1/GetKeyspaces', { headers: basic('ann:p:w') })).status).toBe(200);
    const cross = { headers: { ...basic('ann:p:w'), 'sec-fetch-site': 'cross-site' } };
    expect((await ask('/api/v1/GetKeyspaces', cross)).status).toBe(403);
  });

  test('are described, each with its fields; off means off', async () => {
    const ask = await serve('full');
    const { paths } = (await ask('/api/openapi.json')).body as Described;
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(Object.keys(handlers).map((name) => `/api/v1/${name}`)));
    const { get, post: change } = paths['/api/v1/GetShard'] ?? {};
    expect(get?.parameters.map(({ name }) => name)).toEqual(['keyspace', 'shard_name']);
    expect(change?.requestBody.content['application/json']?.schema).toHaveProperty('properties.shard_name');
    expect((await ask('/app')).body).toContain('The cluster');
    const off = await serve('off');
    expect((await off('/api/v1/GetKeyspaces')).status).toBe(404);
    expect((await off('/app')).status).toBe(404);
  });
});
