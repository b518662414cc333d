import { availableFlavors } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPosition } from '../rows/snapshot.ts';
import { brief, filterOf, noOptions, request, StreamServer } from '../testing/stream-server.ts';
import type { VEvent } from './events.ts';

const isRowOf =
  (table: string) =>
  (event: VEvent): boolean =>
    event.type === 'ROW' && event.row_event?.table_name === table;

describe.each(availableFlavors())('changes of a %s', (flavor) => {
  let server: StreamServer;

  beforeAll(async () => {
    server = await StreamServer.start(flavor);
    await server.run('create table the_end (n int primary key auto_increment)');
  });

  afterAll(() => server?.stop());

  /** Events of what `statements` do, without the end's own. */
  async function eventsOf(filter: ReturnType<typeof filterOf> | null, ...statements: string[]): Promise<VEvent[]> {
    const work = (): Promise<void> => server.run(...statements, 'insert into the_end values ()');
    const withEnd = filter && { ...filter, rules: [...filter.rules, ...filterOf({ match: 'the_end' }).rules] };
    const events = await server.record({ filter: withEnd }, work, isRowOf('the_end'));
    const last = events.findLastIndex(({ type }) => type === 'BEGIN');
    return events.slice(0, last);
  }

  test('a transaction, a schema change and what is neither', async () => {
    const events = await eventsOf(
      null,
      'create table t (id int primary key, v varchar(20))',
      'begin',
      "insert into t values (1, 'a'), (2, null)",
      "update t set v = 'b' where id = 1",
      'delete from t where id = 2',
      'commit',
      'create database other',
      'drop database other',
      'alter table t add column w int default 7',
      "insert into t (id, v) values (3, 'c')",
    );
    expect(brief(events)).toEqual([
      'GTID',
      'DDL create table t (id int primary key, v varchar(20))',
      'BEGIN',
      'FIELD t(id,v)',
      'ROW t - → 1,a',
      'ROW t - → 2,NULL',
      'ROW t 1,a → 1,b',
      'ROW t 2,NULL → -',
      'GTID',
      'COMMIT',
      'GTID',
      'OTHER',
      'GTID',
      'OTHER',
      'GTID',
      'DDL alter table t add column w int default 7',
      'BEGIN',
      'FIELD t(id,v,w)',
      'ROW t - → 3,c,7',
      'GTID',
      'COMMIT',
    ]);
    expect(events.every(({ keyspace, shard }) => keyspace === 'ks' && shard === '0')).toBe(true);
  });

  test('columns, expressions and conditions of a filter decide what a change is', async () => {
    await server.run('create table f (id int primary key, a int, name varchar(20) character set latin1)');
    const filter = filterOf({
      match: 'f',
      filter: "select id as k, upper(name) as n, a + 1 as b from f where a > 10 and name != 'no'",
    });
    const events = await eventsOf(
      filter,
      "insert into f values (1, 5, 'é'), (2, 50, 'é'), (3, 60, 'no')",
      'update f set a = 11 where id = 1',
      'update f set a = 12 where id = 1',
      'update f set a = 0 where id = 2',
      'delete from f where id = 3',
      'delete from f where id = 1',
    );
    expect(brief(events).filter((text) => /^(?:ROW|FIELD)/.test(text))).toEqual([
      'FIELD f(k,n,b)',
      // in latin1, as the column is
      'ROW f - → 2,\ufffd,51',
      'ROW f - → 1,\ufffd,12',
      'ROW f 1,\ufffd,12 → 1,\ufffd,13',
      'ROW f 2,\ufffd,51 → -',
      'ROW f 1,\ufffd,13 → -',
    ]);
    const fields = events.find(({ type }) => type === 'FIELD')?.field_event?.fields ?? [];
    expect(fields.map(({ type }) => Number(type))).toEqual([263, 6165, 265]);
  });

  test('events of some kinds alone come as soon as their transaction is whole', async () => {
    await server.run('create table only_rows (id int primary key)');
    const options = { ...noOptions, event_types: ['ROW' as const] };
    const filter = filterOf({ match: 'only_rows' });
    const stop = new AbortController();
    const position = await readPosition(server.source, stop.signal);
    const found: string[] = [];
    const stream = server.vstreamer.stream(request({ position, filter, options }), stop.signal);
    for (const id of [1, 2]) {
      await server.run(`insert into only_rows values (${id})`);
      const { value } = await stream.next();
      found.push(...brief(value ?? []));
    }
    stop.abort();
    expect(found).toEqual(['ROW only_rows - → 1', 'ROW only_rows - → 2']);
  });

  test('the first rule that matches decides; excluded and internal tables are not streamed', async () => {
    const internal = '_vt_hld_0123456789abcdef0123456789abcdef_20240101000000_';
    await server.run(
      'create table ra (id int primary key)',
      'create table rb (id int primary key)',
      `create table ${internal} (id int primary key)`,
    );
    const filter = filterOf({ match: 'ra', filter: 'exclude' }, { match: '/.*' });
    const events = await eventsOf(
      filter,
      'insert into ra values (1)',
      'insert into rb values (1)',
      `insert into ${internal} values (1)`,
    );
    expect(brief(events)).toEqual([
      'BEGIN',
      'GTID',
      'COMMIT',
      'BEGIN',
      'FIELD rb(id)',
      'ROW rb - → 1',
      'GTID',
      'COMMIT',
      'BEGIN',
      'GTID',
      'COMMIT',
    ]);
  });

  test('a key range takes the rows whose keyspace ids are in it', async () => {
    await server.run('create table kr (id bigint primary key, v int)');
    const rows = async (filter: string): Promise<string[]> => {
      const events = await eventsOf(
        filterOf({ match: 'kr', filter }),
        'insert into kr values (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0)',
        'delete from kr',
      );
      return brief(events).filter((text) => text.startsWith('ROW kr -'));
    };
    const [low, high] = [
      await rows("select * from kr where in_keyrange(id, 'hash', '-80')"),
      await rows("select * from kr where in_keyrange(id, 'hash', '80-')"),
    ];
    // hash: 1, 2, 3 and 5 are in -80, as every Vitess has it
    expect(low.map((text) => text.slice(-3))).toEqual(['1,0', '2,0', '3,0', '5,0']);
    expect(high.map((text) => text.slice(-3))).toEqual(['4,0', '6,0']);
    await expect(rows('-80')).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
  });

  test.each([
    ['select * from nothere', 'UNIMPLEMENTED', 'selects from nothere'],
    ['select nope from w', 'INVALID_ARGUMENT', 'column nope'],
    ['select * from w group by id', 'UNIMPLEMENTED', 'only columns'],
    ['delete from w', 'INVALID_ARGUMENT', 'not a select'],
    ['select sleep(id) from w', 'UNIMPLEMENTED', 'sleep'],
    ["select * from w where in_keyrange(id, 'nope', '-80')", 'INVALID_ARGUMENT', 'nope'],
  ])('%s is refused', async (filter, code, why) => {
    await server.run('create table if not exists w (id int primary key)');
    const stream = eventsOf(filterOf({ match: 'w', filter }), 'delete from w', 'insert into w values (1)');
    await expect(stream).rejects.toMatchObject({ code, message: expect.stringContaining(why) });
  });

  test('a stream that is behind a schema change has the columns of then', async () => {
    await server.run(
      'drop table if exists old',
      "create table old (id int primary key, a enum('x','y'), b varchar(10))",
    );
    const start = await positionOf(server);
    await server.run(
      "insert into old values (1, 'y', 'b1')",
      "alter table old change a c int, drop column b, add column d varchar(5) default 'dd' first",
      'insert into old (id, c) values (2, 7)',
      'rename table old to older',
      'insert into older (id, c) values (3, 8)',
      'drop table older',
      'insert into the_end values ()',
    );
    const events = await server.record({ position: start }, async () => {}, isRowOf('the_end'));
    expect(brief(events).filter((text) => /^(?:ROW|FIELD) old/.test(text))).toEqual([
      'FIELD old(id,a,b)',
      'ROW old - → 1,y,b1',
      'FIELD old(d,id,c)',
      'ROW old - → dd,2,7',
      'FIELD older(d,id,c)',
      'ROW older - → dd,3,8',
    ]);
    const [first] = events.filter(({ type }) => type === 'FIELD').map(({ field_event }) => field_event?.fields ?? []);
    expect(first?.map(({ column_type }) => column_type)).toEqual(['int', "enum('x','y')", 'varchar(10)']);
  });

  test('without names in the log, a table that changed since is refused, or its columns are numbered', async () => {
    await server.run('set global binlog_row_metadata = MINIMAL', 'create table anon (id int primary key, v int)');
    try {
      const start = await positionOf(server);
      await server.run(
        'insert into anon values (1, 2)',
        'alter table anon drop column v',
        'insert into the_end values ()',
      );
      await expect(server.record({ position: start }, async () => {}, isRowOf('the_end'))).rejects.toMatchObject({
        code: 'FAILED_PRECONDITION',
      });
      const filter = { ...filterOf({ match: '/.*' }), field_event_mode: 'BEST_EFFORT' as const };
      const events = await server.record({ position: start, filter }, async () => {}, isRowOf('the_end'));
      expect(brief(events)).toContain('FIELD anon(@1,@2)');
    } finally {
      await server.run('set global binlog_row_metadata = FULL');
    }
  });

  test('a consumer that is killed again and again, and its connection too, sees every change once and in order', async () => {
    await server.run('create table seq (id int primary key)');
    let position = await positionOf(server);
    await server.run(
      ...Array.from({ length: 60 }, (_, i) => `insert into seq values (${i})`),
      'insert into the_end values ()',
    );
    const seen: string[] = [];
    for (let round = 0, ended = false; !ended && round < 100; round++) {
      let open: string[] = [];
      let commits = 0;
      const stop = new AbortController();
      try {
        for await (const events of server.vstreamer.stream(request({ position }), stop.signal)) {
          for (const event of events) {
            if (event.type === 'ROW') open.push(...brief([event]));
            if (event.type === 'GTID') position = event.gtid ?? '';
            if (event.type === 'COMMIT') {
              seen.push(...open.filter((text) => text.startsWith('ROW seq')));
              ended ||= open.some((text) => text.startsWith('ROW the_end'));
              open = [];
              commits++;
            }
          }
          if (ended) break;
          if (commits >= 7 && round % 2 === 0) break;
          if (commits >= 7) await killDumps(server);
        }
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/UNAVAILABLE|UNKNOWN|ABORTED/) });
      }
    }
    expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => `ROW seq - → ${i}`));
  });

  test('large transactions come in messages of about the packet size', async () => {
    await server.run('create table wide (id int primary key, v text)');
    const stop = new AbortController();
    const position = await positionOf(server);
    await server.run(
      'begin',
      ...Array.from({ length: 40 }, (_, i) => `insert into wide values (${i}, repeat('w', 30000))`),
      'commit',
    );
    const sizes: number[] = [];
    for await (const events of server.vstreamer.stream(request({ position }), stop.signal)) {
      sizes.push(
        events.reduce((sum, event) => sum + (event.row_event?.row_changes?.[0]?.after?.values?.length ?? 0), 0),
      );
      if (events.some(({ type }) => type === 'COMMIT')) break;
    }
    expect(sizes.length).toBeGreaterThanOrEqual(5);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(250_000);
  });

  test('an idle stream says that it is there', async () => {
    const stop = new AbortController();
    for await (const [event] of server.vstreamer.stream(request({}), stop.signal))
      if (event?.type === 'HEARTBEAT') break;
  });

  test('a journal of this database is told', async () => {
    await server.run(
      'create table _vt.resharding_journal (id bigint primary key, db_name varbinary(255), val mediumblob)',
    );
    const journal = (db: string, id: number): string =>
      `insert into _vt.resharding_journal values (${id}, '${db}', 'id:${id} migration_type:SHARDS participants:{keyspace:"ks" shard:"0"}')`;
    const events = await eventsOf(null, journal('vt_ks', 5), journal('other', 6));
    expect(brief(events)).toEqual(['BEGIN', 'JOURNAL', 'GTID', 'COMMIT', 'BEGIN', 'GTID', 'COMMIT']);
    expect(events[1]?.journal).toMatchObject({
      id: 5n,
      migration_type: 'SHARDS',
      participants: [{ keyspace: 'ks', shard: '0' }],
    });
  });

  test('a sidecar’s table is streamed when it is asked for', async () => {
    await server.run('create table _vt.heartbeat (keyspaceShard varbinary(256) primary key, ts bigint)');
    const options = { ...noOptions, internal_tables: ['heartbeat'] };
    const work = (): Promise<void> =>
      server.run("insert into _vt.heartbeat values ('ks:0', 1)", 'insert into the_end values ()');
    const events = await server.record({ options }, work, isRowOf('the_end'));
    expect(brief(events)).toContain('ROW heartbeat - → ks:0,1');
    expect(events.find(isRowOf('heartbeat'))?.row_event?.is_internal_table).toBe(true);
  });
});

async function positionOf(server: StreamServer): Promise<string> {
  const stop = new AbortController();
  for await (const [event] of server.vstreamer.stream(request({}), stop.signal)) return event?.gtid ?? '';
  return '';
}

async function killDumps(server: StreamServer): Promise<void> {
  const { rows } = await server.db.execute(
    "select id from information_schema.processlist where command like 'Binlog Dump%'",
  );
  for (const [id] of rows) await server.db.execute(`kill ${Buffer.from(id ?? '').toString()}`).catch(() => {});
}
