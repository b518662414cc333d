import { availableFlavors, type Flavor } from '@vt/mysql/testing';
import type { TabletRequest } from '@vt/proto/hot';
import { collectResult, type OkInfo, type Result, type ResultSink, Type } from '@vt/sqltypes';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TabletServer } from '../tablet-server.ts';
import { Served } from '../testing/served.ts';

const ROWS = 40;

async function start(flavor: Flavor): Promise<Served> {
  const rows = Array.from({ length: ROWS }, (_, i) => `(${i}, 'v${i}')`);
  const schema = ['t', 'held'].flatMap((name) => [
    `create table vt_ks.${name} (id int primary key, v varchar(20))`,
    `insert into vt_ks.${name} values ${rows.join(', ')}`,
  ]);
  return await Served.start(flavor, { poolSize: 3, readPipelineDepth: 8, readPipelineFrom: 0 }, schema);
}

type Asked = Partial<TabletRequest> & { readonly signal?: AbortSignal };

/** Ways to read a row of a table by its key, and to look at what that left behind. */
function reads(served: () => Served) {
  const readTo = async (sink: ResultSink, table: string, id: number, { signal, ...fields }: Asked): Promise<void> => {
    const request = {
      sql: `select v from ${table} where id = :id`,
      values: [{ type: Type.INT64, value: Buffer.from(String(id)) }],
      ...fields,
    };
    await served().call(request, sink, signal);
  };
  const read = async (table: string, id: number, asked: Asked = {}): Promise<Result> => {
    const sink = collectResult();
    await readTo(sink, table, id, asked);
    return await sink.result;
  };
  const answer = async (table: string, id: number, asked?: Asked) => {
    const [row] = (await read(table, id, asked)).rows;
    return row?.[0] ? Buffer.from(row[0]).toString() : undefined;
  };
  const pipelined = () => served().server.stats.pipelinedReads.value;
  const kills = () => ['Queries', 'Connections'].map((what) => served().server.stats.kills.get([what]));
  const expectNoLeak = () => {
    const { opened, state } = served().server;
    expect([opened?.pools.oltp.inUse, state.requests, opened?.queries.running.size]).toEqual([0, 0, 0]);
  };
  return { readTo, read, answer, pipelined, kills, expectNoLeak };
}

describe.each(availableFlavors())('reads by key that share connections on %s', (flavor) => {
  let served: Served;
  let server: TabletServer;
  let observer: Served['observer'];

  beforeAll(async () => {
    served = await start(flavor);
    ({ observer } = served);
  });

  // How many reads share a connection depends on how fast those before were.
  beforeEach(async () => {
    await served.renew();
    ({ server } = served);
  });

  afterEach(() => void vi.restoreAllMocks());
  afterAll(() => served?.stop());

  const { answer, read, readTo, pipelined, kills, expectNoLeak } = reads(() => served);

  test('each has its own answer, as text and in binary form, and the pool does not grow', async () => {
    const before = pipelined();
    const ids = Array.from({ length: ROWS + 4 }, (_, i) => i);
    const asked = ids.flatMap((id) => [answer('t', id), answer('t', id, { rowFormat: 'binary' })]);
    const wanted = ids.flatMap((id) => (id < ROWS ? [`v${id}`, `v${id}`] : [undefined, undefined]));
    const answers = (await Promise.all(asked)).map((text) => text?.replace(/^[^v]*/, ''));
    expect(answers).toEqual(wanted);
    expect(pipelined() - before).toBeGreaterThanOrEqual(ids.length);
    expect(server.opened?.pools.oltp.stats().active).toBeLessThanOrEqual(3);
    expectNoLeak();
  });

  test('those behind one that is held up step aside, are answered, and count once', async () => {
    const counted = () => (server.stats.queries.toVar() as { TotalCount: number }).TotalCount;
    const before = counted();
    await observer.execute('lock tables vt_ks.held write');
    const held = answer('held', 1);
    const others = await Promise.all([answer('t', 1), answer('t', 2), answer('t', 3)]);
    expect(others).toEqual(['v1', 'v2', 'v3']);
    await observer.execute('unlock tables');
    expect(await held).toBe('v1');
    expect(counted() - before).toBe(4);
    expectNoLeak();
  });

  test('one whose caller goes away takes no other with it, and nothing is killed for it', async () => {
    await observer.execute('lock tables vt_ks.held write');
    const before = kills();
    const gone = new AbortController();
    const held = answer('held', 2);
    const left = answer('t', 5, { signal: gone.signal });
    const other = answer('t', 6);
    const refused = expect(left).rejects.toMatchObject({ errno: 1317 });
    process.nextTick(() => gone.abort());
    await refused;
    expect(await other).toBe('v6');
    expect(kills()).toEqual(before);
    await observer.execute('unlock tables');
    expect(await held).toBe('v2');
    expectNoLeak();
  });

  test('one whose caller goes away while it is prepared is not run any more', async () => {
    const executed = async () => {
      const { rows } = await observer.execute("show global status like 'Com_stmt_execute'");
      return Number(Buffer.from(rows[0]?.[1] ?? []).toString());
    };
    const before = await executed();
    const gone = new AbortController();
    const fields = { sql: 'select v from t where id = :id and 1 = 1', rowFormat: 'binary' } as const;
    const left = answer('t', 5, { ...fields, signal: gone.signal });
    const other = answer('t', 6);
    const refused = expect(left).rejects.toMatchObject({ errno: 1317 });
    process.nextTick(() => gone.abort());
    await refused;
    expect(await other).toBe('v6');
    expect(await executed()).toBe(before);
    expectNoLeak();
  });

  test('one that takes too long is ended on mysqld, and those behind it are answered', async () => {
    await observer.execute('lock tables vt_ks.held write');
    const before = kills();
    const held = read('held', 3, { timeoutMs: 200 });
    const other = answer('t', 7);
    await expect(held).rejects.toMatchObject({ errno: 3024 });
    expect(await other).toBe('v7');
    expect(kills()).toEqual([before[0], (before[1] ?? 0) + 1]);
    await observer.execute('unlock tables');
    expectNoLeak();
  });

  test('a connection that is cut costs nobody an answer', async () => {
    await observer.execute('lock tables vt_ks.held write');
    const held = answer('held', 4);
    const other = answer('t', 8);
    expect(await other).toBe('v8');
    const [execution] = server.opened?.queries.running ?? [];
    await observer.execute(`kill ${execution?.threadId}`);
    await observer.execute('unlock tables');
    expect(await held).toBe('v4');
    expectNoLeak();
  });

  /** Takes all connections but one. */
  const holdUp = async (): Promise<Promise<string | undefined>[]> => {
    await observer.execute('lock tables vt_ks.held write');
    const held: Promise<string | undefined>[] = [];
    for (const id of [11, 12]) {
      held.push(answer('held', id));
      await expect.poll(() => server.opened?.pools.oltp.inUse).toBe(held.length);
    }
    return held;
  };

  test('one whose warnings are read elsewhere and whose caller goes away leaves the other of its connection alone', async () => {
    const others = await holdUp();
    const before = kills();
    const gone = new AbortController();
    const sql = 'select v from t where id = :id and v = 6';
    // By a clock that stands still nobody waits so long that it steps aside.
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
    const warned = read('t', 13, { sql, wantsDiagnostics: true, signal: gone.signal });
    others.push(answer('held', 13));
    // All connections are held up: its warnings wait for one.
    await expect.poll(() => server.opened?.pools.oltp.stats().waiters).toBe(1);
    const refused = expect(warned).rejects.toMatchObject({ errno: 1317 });
    gone.abort();
    await refused;
    clock.mockRestore();
    await observer.execute('unlock tables');
    expect(await Promise.all(others)).toEqual(['v11', 'v12', 'v13']);
    expect(kills()).toEqual(before);
    await expect.poll(() => server.opened?.pools.oltp.inUse).toBe(0);
    expectNoLeak();
  });

  test('one whose warnings are read elsewhere does not wait for the connection that it keeps itself', async () => {
    const held = await holdUp();
    const sql = 'select v from t where id = :id and v = 7';
    await Promise.all([read('t', 16, { sql, wantsDiagnostics: true }), answer('t', 17)]);
    await observer.execute('unlock tables');
    expect(await Promise.all(held)).toEqual(['v11', 'v12']);
    expectNoLeak();
  });

  test('warnings are those of the statement itself, which has a connection of its own from then on', async () => {
    const sql = 'select v from t where id = :id and v = 5';
    const warned = async () => {
      const end = new Promise<OkInfo>((resolve, reject) => {
        const sink = { columns: () => {}, rows: () => true, end: resolve, error: reject, onDrain: undefined };
        readTo(sink, 't', 9, { sql, wantsDiagnostics: true }).catch(reject);
      });
      return (await end).diagnostics?.map(({ code }) => code);
    };
    const [first, other] = await Promise.all([warned(), answer('t', 10)]);
    expect(other).toBe('v10');
    expect(first).toEqual([1292]);
    const before = pipelined();
    expect(await Promise.all([warned(), warned()])).toEqual([[1292], [1292]]);
    expect(pipelined()).toBe(before);
    expectNoLeak();
  });
});
