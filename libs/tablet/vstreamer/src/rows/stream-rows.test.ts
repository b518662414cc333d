import { availableFlavors } from '@vt/mysql/testing';
import type { Message } from '@vt/proto';
import { fromProtoRow } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { request, StreamServer } from '../testing/stream-server.ts';
import { VStreamer } from '../vstreamer.ts';
import type { RowsResponse } from './stream-rows.ts';

const texts = (row: unknown): (string | null)[] =>
  fromProtoRow(row as Parameters<typeof fromProtoRow>[0]).map((value) => value && Buffer.from(value).toString('utf8'));

describe.each(availableFlavors())('rows of a %s', (flavor) => {
  let server: StreamServer;

  beforeAll(async () => {
    server = await StreamServer.start(flavor, ['binlog-row-metadata=FULL'], {}, { packetBytes: 100 });
  });

  afterAll(() => server?.stop());

  async function collect(query: string, lastpk: unknown = null): Promise<RowsResponse[]> {
    const stop = new AbortController();
    const all: RowsResponse[] = [];
    const request = { query, lastpk, options: null } as Message<'binlogdata.VStreamRowsRequest'>;
    for await (const response of server.vstreamer.rows(request, stop.signal)) all.push(response);
    return all;
  }

  test('fields, key fields and position first, then rows by key, each message with its last key', async () => {
    await server.run(
      'create table t (id int, v varchar(20) character set latin1, primary key (id))',
      `insert into t values ${Array.from({ length: 20 }, (_, i) => `(${20 - i}, 'é${i}')`).join()}`,
    );
    const [head, ...rest] = await collect('select * from t');
    expect(head?.fields?.map(({ name }) => name)).toEqual(['id', 'v']);
    expect(head?.pkfields?.map(({ name }) => name)).toEqual(['id']);
    expect(head?.gtid).toMatch(flavor === 'mysql' ? /^MySQL56\// : /^MariaDB\//);
    expect(rest.length).toBeGreaterThan(2);
    const rows = rest.flatMap(({ rows: some }) => some ?? []).map(texts);
    expect(rows.map(([id]) => id)).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 1)));
    const { lastpk } = rest[0] as RowsResponse;
    expect(texts(lastpk)).toEqual([texts(rest[0]?.rows?.at(-1))[0]]);
    const [, ...after] = await collect('select * from t', { fields: head?.pkfields, rows: [lastpk] });
    expect(after.flatMap(({ rows: some }) => some ?? []).length).toBe(20 - (rest[0]?.rows?.length ?? 0));
  });

  test('ORDER BY may name the key, and nothing else', async () => {
    await server.run(
      'create table o (a int, b int, c int, primary key (a, b))',
      'insert into o values (2,1,5), (1,2,6)',
    );
    const ids = async (order: string) =>
      (await collect(`select a, b, c from o order by ${order}`))
        .flatMap(({ rows }) => rows ?? [])
        .map((r) => texts(r)[0]);
    expect(await ids('a asc, b asc')).toEqual(['1', '2']);
    expect(await ids('A')).toEqual(['1', '2']);
    for (const order of ['c', 'a desc', 'a, c', 'a, b, c', 'a + 1']) await expect(ids(order)).rejects.toThrow();
  });

  /** All rows, a message at a time: each from the last key of the one before. */
  async function resumed(query: string): Promise<string[]> {
    const rows: string[] = [];
    let lastpk: unknown = null;
    for (;;) {
      const [head, part] = await collect(query, lastpk);
      if (!part?.rows) return rows;
      rows.push(...part.rows.map((row) => texts(row).join()));
      lastpk = { fields: head?.pkfields ?? [], rows: [part.lastpk] };
    }
  }

  async function whole(query: string): Promise<string[]> {
    return (await collect(query)).flatMap(({ rows: some }) => some ?? []).map((row) => texts(row).join());
  }

  test.each([
    ['two columns', 'a int, b varchar(20) character set latin1, primary key (a, b)', "(i % 3, concat('ä', i))"],
    [
      'a text without case',
      'a varchar(20) character set utf8mb4, b int, primary key (a)',
      "(concat(if(i % 2, 'A', 'b'), i), i)",
    ],
    ['an enum', "a enum('z','y','x'), b int, primary key (a, b)", "(elt(1 + i % 3, 'x', 'y', 'z'), i)"],
    [
      'times',
      'a timestamp(3) not null, b datetime, primary key (a, b)',
      "('2020-10-25 02:30:00' + interval i minute, '0000-00-00')",
    ],
    ['bytes and decimals', 'a varbinary(10), b decimal(10,3), primary key (a, b)', '(char(i), i / 7)'],
    ['floats', 'a float, b int, primary key (a)', '(i / 7, i)'],
    ['bits', 'a bit(9), b double, primary key (a, b)', '(i, i / 3)'],
    ['a unique key', 'a int not null, b int not null, unique key (b), key (a)', '(i % 2, 100 - i)'],
  ])('can be resumed behind each message: key of %s', async (_name, columns, values) => {
    await server.run(
      "set session sql_mode = ''",
      'drop table if exists k',
      `create table k (${columns})`,
      `insert into k ${numbers(values)}`,
    );
    const rows = await resumed('select * from k');
    expect(rows).toHaveLength(40);
    expect(rows).toEqual(await whole('select * from k'));
  });

  test('a table without a key gives each row as often as it is there', async () => {
    await server.run('drop table if exists nokey', 'create table nokey (a varchar(10), b float, j text)');
    await server.run(
      `insert into nokey ${numbers("(if(i % 4, 'a', 'A'), if(i % 3, null, 1.1), if(i % 5, 'x', null))")}`,
    );
    const rows = await resumed('select * from nokey');
    expect(rows).toHaveLength(40);
    expect(rows).toEqual(await whole('select * from nokey'));
  });

  test('columns, expressions, conditions and key ranges', async () => {
    await server.run(
      'drop table if exists f',
      'create table f (id bigint primary key, v int)',
      'insert into f values (1,1),(2,2),(3,3),(4,4),(5,5),(6,6)',
    );
    expect(await whole('select v * 2 as w, id from f where v between 2 and 3')).toEqual(['4,2', '6,3']);
    expect(await whole("select id from f where in_keyrange(id, 'hash', '80-')")).toEqual(['4', '6']);
    await expect(whole('select id from nothere')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  test('rows are those of the position: what is written later is in the stream behind it, nothing twice', async () => {
    await server.run('drop table if exists live', 'create table live (id int auto_increment primary key, v int)');
    let writing = true;
    const writer = (async () => {
      while (writing)
        await server.run(
          'insert into live (v) values (1), (2), (3)',
          'update live set v = v + 1 order by id desc limit 2',
        );
    })();
    const stop = new AbortController();
    const states: string[] = [];
    for (let round = 0; round < 5; round++) {
      const rows = new Map<string, string | null>();
      let gtid = '';
      for (const part of await collect('select * from live')) {
        gtid ||= part.gtid ?? '';
        for (const row of part.rows ?? []) {
          const [id, v] = texts(row);
          rows.set(id ?? '', v ?? null);
        }
      }
      states.push(`${rows.size % 3}`);
      let transactions = 0;
      for await (const events of server.vstreamer.stream(request({ position: gtid }), stop.signal)) {
        for (const { row_event } of events) {
          for (const { before, after } of row_event?.row_changes ?? []) {
            const [id, v] = texts(after);
            // INVARIANT of a snapshot: an insert behind it is new, an update changes what it has.
            expect(rows.get(id ?? '')).toBe(before ? texts(before)[1] : undefined);
            rows.set(id ?? '', v ?? null);
          }
        }
        if (events.some(({ type }) => type === 'COMMIT') && ++transactions >= 10) break;
      }
    }
    writing = false;
    await writer;
    expect(states).toEqual(['0', '0', '0', '0', '0']);
  });

  test('a table of another key than its primary one, by a directive', async () => {
    await server.run(
      'drop table if exists uk',
      'create table uk (id int primary key, u int not null, unique key by_u (u))',
      'insert into uk values (1, 30), (2, 20), (3, 10)',
    );
    expect(await whole('select /*vt+ ukColumns="u" ukForce="by_u" */ id from uk')).toEqual(['3', '2', '1']);
  });

  test('a message has 64 KiB and a row at most, whatever a packet may have', async () => {
    await server.run(
      'drop table if exists wide',
      'create table wide (id int primary key, v longtext)',
      `insert into wide ${numbers("(i, repeat('x', 10000))")}`,
    );
    const large = new VStreamer({ ...server.source, packetBytes: 10_000_000 });
    const request_ = { query: 'select * from wide', lastpk: null, options: null };
    const sizes: number[] = [];
    const stream = large.rows(request_ as Message<'binlogdata.VStreamRowsRequest'>, new AbortController().signal);
    for await (const { rows } of stream) if (rows?.length) sizes.push(rows.length);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(40);
    expect(Math.max(...sizes)).toBe(7);
  });

  test('who is throttled is told, and waits', async () => {
    let asked = 0;
    const throttle = () => ({ throttled: asked++ < 2, reason: 'lag' });
    const slow = new VStreamer({ ...server.source, throttle });
    const stop = new AbortController();
    const request_ = {
      query: 'select * from uk',
      lastpk: null,
      options: null,
    } as Message<'binlogdata.VStreamRowsRequest'>;
    const told: boolean[] = [];
    for await (const { throttled, throttled_reason } of slow.rows(request_, stop.signal)) {
      told.push(throttled === true);
      if (throttled) expect(throttled_reason).toBe('lag');
    }
    expect(told).toEqual([false, true, true, false]);
  });
});

/** Forty rows of an expression over i. */
function numbers(values: string): string {
  const list = values.replace(/^\(|\)$/g, '');
  const recursive = 'with recursive n (i) as (select 1 union all select i + 1 from n where i < 40)';
  return `${recursive} select ${list} from n`;
}
