import type { BalanceRules, TabletHealth } from '@vt/discovery';
import type { Plan } from '@vt/plan';
import { HttpServer, silentLogger } from '@vt/servenv';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addHealthPages } from './health-pages.ts';
import { QueryLog } from './log/query-log.ts';
import { queryLogzPage } from './log/querylogz.ts';
import { scatterPage } from './log/scatter-page.ts';
import { StatementCounts } from './log/statement-counts.ts';
import { gateTunables } from './tunables.ts';

let http: HttpServer;
let url = '';
beforeEach(async () => {
  http = new HttpServer({ log: silentLogger });
  url = `http://127.0.0.1:${await http.listen(0, '127.0.0.1')}`;
  http.ready();
});
afterEach(() => http.close());

function counts(ms: number): StatementCounts {
  const made = new StatementCounts();
  made.add(ms, 1, false);
  return made;
}

describe('/debug/scatter_stats', () => {
  const route = (type: string) => ({ kind: 'Route', routing: { type } });
  const cached = (query: string, root: object, ms: number) => ({
    key: query,
    cached: { plan: { query, root } as unknown as Plan, counts: counts(ms) },
  });
  const entries = [
    cached("select '<b>' from t", { kind: 'Sort', input: route('Scatter') }, 30),
    cached('select 1 from one', route('EqualUnique'), 60),
  ];
  const sources = (redacts: boolean) =>
    ({
      plans: { entries: () => entries },
      fast: { plans: () => [{ sql: 'select :_l1', entry: { kind: 'shard', counts: counts(10) } }] },
      redacts,
    }) as unknown as Parameters<typeof scatterPage>[0];

  test('has what goes to all shards, its part of the time, and nothing that a browser would run', () => {
    const page = String(scatterPage(sources(false))().body);
    expect(page).toContain('select &#39;&lt;b&gt;&#39; from t</td><td>30.00%</td><td>33.33%</td>');
    expect(page).not.toContain('from one');
  });

  test('hides what clients wrote where that is wanted', () => {
    expect(String(scatterPage(sources(true))().body)).not.toContain('b&gt;');
  });
});

describe('/debug/querylogz', () => {
  const options = {
    format: 'text',
    mode: 'all',
    filterTag: '',
    rowThreshold: 0,
    timeThresholdMs: 0,
    sampleRate: 0,
    anyCondition: false,
    redacts: false,
    waitingLinesMax: 10,
    random: () => 0,
  } as const;
  const record = {
    method: 'Execute',
    remoteAddr: '',
    user: 'u',
    startMs: 0,
    totalMs: 1,
    planMs: 0,
    executeMs: 1,
    commitMs: 0,
    statement: 'SELECT',
    sql: "select '<script>'",
    shardQueries: 1,
    rowsAffected: 0n,
    rowsReturned: 1,
    error: '',
    tabletType: 'PRIMARY',
    sessionUuid: '',
    isCachedPlan: true,
    tablesUsed: [],
    keyspace: 'k',
  } as const;

  test('is a table of as many statements as were asked for, and leaves the log then', async () => {
    const log = new QueryLog(options);
    http.route('/debug/querylogz', queryLogzPage(log));
    const response = await fetch(`${url}/debug/querylogz?limit=2&timeout=60`);
    const page = response.text();
    while (!log.wanted) await new Promise(setImmediate);
    for (let i = 0; i < 3; i++) log.add(record);
    const text = await page;
    expect(text.match(/&lt;script&gt;/g)).toHaveLength(2);
    expect(text).not.toContain('<script>');
    await expect.poll(() => log.wanted).toBe(false);
  });

  test('is for a few readers at once', async () => {
    const log = new QueryLog(options);
    http.route('/debug/querylogz', queryLogzPage(log));
    const end = new AbortController();
    for (let i = 0; i < 16; i++) log.follow(end.signal);
    expect((await fetch(`${url}/debug/querylogz`)).status).toBe(503);
    end.abort();
    expect((await fetch(`${url}/debug/querylogz?timeout=0.05`)).status).toBe(200);
  });

  test('ends when its time is up', async () => {
    const log = new QueryLog(options);
    http.route('/debug/querylogz', queryLogzPage(log));
    const text = await (await fetch(`${url}/debug/querylogz?timeout=0.05`)).text();
    expect(text).toMatch(/<\/table>$/);
    await expect.poll(() => log.wanted).toBe(false);
    expect((await fetch(`${url}/debug/querylogz?timeout=1e9`)).status).toBe(400);
  });
});

describe('pages of tablets', () => {
  const tablet = (alias: string, cell: string, tabletType: 'PRIMARY' | 'REPLICA', error?: string) =>
    ({
      alias,
      cell,
      error,
      serving: error === undefined,
      lagSeconds: 3,
      primaryTermStart: 0n,
      target: { keyspace: 'k', shard: '-80', tabletType },
      tablet: { alias: null, hostname: 'h', keyspace: 'k', shard: '-80', port_map: { grpc: 15 }, tags: {} },
    }) as unknown as TabletHealth;
  const all = [
    tablet('a-1', 'a', 'PRIMARY'),
    tablet('a-2', 'a', 'REPLICA'),
    tablet('b-3', 'b', 'REPLICA'),
    tablet('b-4', 'b', 'REPLICA', 'the health stream ended'),
  ];
  const serve = (balance: BalanceRules) => addHealthPages(http, { health: { all: () => all }, balance, cell: 'a' });
  const get = async (path: string) => (await fetch(url + path)).json() as Promise<never>;

  test('/api/health-check finds by cell, keyspace and tablet', async () => {
    serve({ mode: 'cell', gateCells: [], keyspaces: [] });
    const names = async (path: string) =>
      ((await get(`/api/health-check/${path}`)) as { TabletsStats: { Name: string }[] }[]).map(({ TabletsStats }) =>
        TabletsStats.map(({ Name }) => Name),
      );
    expect(await names('')).toEqual([['a-1'], ['a-2'], ['b-3', 'b-4']]);
    expect(await names('cell/b')).toEqual([['b-3', 'b-4']]);
    expect(await names('keyspace/other')).toEqual([]);
    expect(await get('/api/health-check/tablet/b-4')).toMatchObject([
      {
        Cell: 'b',
        Target: { keyspace: 'k', shard: '-80', tablet_type: 'REPLICA' },
        TabletsStats: [{ Up: false, Serving: false, LastError: 'the health stream ended', Key: 'h,grpc:15' }],
      },
    ]);
    expect((await fetch(`${url}/api/health-check/constructor/x`)).status).toBe(404);
  });

  test.each([
    ['cell', { a: 1 }],
    ['random', { a: 0.5, b: 0.5 }],
    ['prefer-cell', { a: 1 }],
    ['session', { a: 1 }],
  ] as const)('/debug/balancer of mode %s', async (mode, shares) => {
    serve({ mode, gateCells: ['a', 'b'], keyspaces: [] });
    expect(await get('/debug/balancer')).toMatchObject({
      Mode: mode,
      Targets: [{ Target: 'k/-80/replica', Shares: shares, Tablets: ['a-2', 'b-3'] }],
    });
  });
});

test('limits are changed where the whole gate hears of it', () => {
  const tuned = { memoryRowsMax: 10, memoryBytesMax: 20, queryTimeoutMs: 0 };
  const find = (isAlone: boolean) => gateTunables(tuned, isAlone).find(({ name }) => name === 'MaxMemoryRows');
  find(true)?.write('7');
  expect(tuned.memoryRowsMax).toBe(7);
  expect(() => find(true)?.write('0')).toThrow(RangeError);
  expect(() => find(false)?.write('8')).toThrow(RangeError);
  expect(find(false)?.read()).toBe('7');
});
