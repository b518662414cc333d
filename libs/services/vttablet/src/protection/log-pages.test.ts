import { HttpServer, silentLogger } from '@vt/servenv';
import { QueryLog, type SchemaTable, type ThrottlerReports, TransactionLog } from '@vt/tabletserver';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addLogPages } from './log-pages.ts';
import { addStatePages, type StateSources } from './state-pages.ts';

let http: HttpServer;
let url = '';
beforeEach(async () => {
  http = new HttpServer({ log: silentLogger });
  url = `http://127.0.0.1:${await http.listen(0, '127.0.0.1')}`;
  http.ready();
});
afterEach(() => http.close());

const get = async (path: string): Promise<string> => (await fetch(url + path)).text();

describe('what ends', () => {
  type Done = Parameters<QueryLog['done']>;
  const execution = {
    statement: { plan: 'Select', sql: "select '<script>'" },
    user: 'u',
    startedAt: 0,
    threadId: 7,
  } as unknown as Done[0];
  const outcome = { elapsedMs: 2, rows: 3, affectedRows: 0n, error: undefined } as unknown as Done[1];

  /** The page, with a statement and a transaction each turn until it has all its rows. */
  async function page(path: string, redact = false): Promise<string> {
    const [queryLog, transactionLog] = [new QueryLog(), new TransactionLog()];
    addLogPages(http, { queryLog, transactionLog, redact });
    let isOver = false;
    const text = get(path).finally(() => {
      isOver = true;
    });
    const conn = { id: 5n, user: '<u>', startedMs: 1_000, queries: 4 } as Parameters<TransactionLog['ended']>[0];
    while (!isOver) {
      queryLog.done(execution, outcome);
      transactionLog.ended(conn, 'commit', 1_500);
      await new Promise(setImmediate);
    }
    return text;
  }

  test('/querylogz has as many statements as were asked for, escaped', async () => {
    const text = await page('/querylogz?limit=2&timeout=60');
    expect(text.match(/&lt;script&gt;/g)).toHaveLength(2);
    expect(text).not.toContain('<script>');
    expect(text).toMatch(/<td>7<\/td><td>3<\/td><td>0<\/td><td><\/td><\/tr>\n<\/table>$/);
  });

  test('/querylogz hides statements where that is wanted', async () => {
    const text = await page('/querylogz?limit=1&timeout=60', true);
    expect(text).toContain('<td>[REDACTED]</td>');
    expect(text).not.toContain('script&gt;');
  });

  test('/txlogz tells how transactions ended', async () => {
    const text = await page('/txlogz?limit=1&timeout=60');
    expect(text).toContain('<td>5</td><td>&lt;u&gt;</td>');
    expect(text).toContain('<td>0.500000</td><td>commit</td><td>4</td>');
  });

  test('a page ends when its time is up, and readers are so many', async () => {
    const transactionLog = new TransactionLog();
    addLogPages(http, { queryLog: new QueryLog(), transactionLog, redact: false });
    expect(await get('/txlogz?timeout=0.05')).toMatch(/<\/table>$/);
    expect((await fetch(`${url}/txlogz?timeout=0`)).status).toBe(400);
    const stops = Array.from({ length: 16 }, () => transactionLog.listen(() => {}));
    expect((await fetch(`${url}/txlogz`)).status).toBe(503);
    stops[0]?.();
    expect((await fetch(`${url}/txlogz?timeout=0.05`)).status).toBe(200);
  });
});

describe('what is', () => {
  const nothing: StateSources = {
    tables: () => [],
    twoPc: () => undefined,
    throttler: () => undefined,
    vschema: async () => ({}),
  };

  test('/schemaz lists tables, escaped and sorted', async () => {
    const named = (name: string, comment: string): SchemaTable => ({
      name,
      kind: 'table',
      comment,
      fingerprint: '',
      key: undefined,
    });
    addStatePages(http, { ...nothing, tables: () => [named('b', '<i>'), named('a', '')] });
    expect(await get('/schemaz')).toContain(
      '<tr><td>a</td><td>table</td><td></td></tr>\n<tr><td>b</td><td>table</td><td>&lt;i&gt;</td></tr>',
    );
  });

  test('/debug/tablet_vschema is the serving VSchema, as it is now', async () => {
    let sharded = false;
    addStatePages(http, { ...nothing, vschema: async () => ({ keyspaces: { ks: { sharded } } }) });
    expect(JSON.parse(await get('/debug/tablet_vschema'))).toMatchObject({ keyspaces: { ks: { sharded: false } } });
    sharded = true;
    expect(JSON.parse(await get('/debug/tablet_vschema'))).toMatchObject({ keyspaces: { ks: { sharded: true } } });
  });

  test('/twopcz lists what is not resolved, and says so where nobody keeps it', async () => {
    addStatePages(http, nothing);
    expect(await get('/twopcz')).toContain('no primary');
    const decision = {
      dtid: 'ks:0:1',
      state: 'PREPARE',
      createdNs: 0n,
      participants: [{ keyspace: 'ks', shard: '1' }],
    };
    const twoPc = { preparedCount: 2, unresolved: async () => [decision] } as unknown as ReturnType<
      StateSources['twoPc']
    >;
    addStatePages(http, { ...nothing, twoPc: () => twoPc });
    const text = await get('/twopcz');
    expect(text).toContain('Prepared here: 2');
    expect(text).toContain('<td>ks:0:1</td><td>PREPARE</td><td>1970-01-01T00:00:00.000Z</td><td>ks:1</td>');
  });

  test('/throttlerz has what SHOW tells', async () => {
    const report = { columns: ['app', { name: 'ratio', type: 1 }], rows: [['<app>', null]] };
    const throttler: ThrottlerReports = { status: () => report, throttledApps: () => report };
    addStatePages(http, { ...nothing, throttler: () => throttler });
    expect(await get('/throttlerz')).toContain('<th>ratio</th></tr>\n<tr><td>&lt;app&gt;</td><td>NULL</td></tr>');
  });
});
