import { MysqlConnection } from '@vt/mysql';
import { availableFlavors } from '@vt/mysql/testing';
import type { Message } from '@vt/proto';
import { fromProtoRow } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VEvent } from '../stream/events.ts';
import { changesOf, filterOf, StreamServer } from '../testing/stream-server.ts';
import { VStreamer } from '../vstreamer.ts';
import type { RowsResponse } from './stream-rows.ts';

const LOOKS = 100;

type Rows = RowsResponse['rows'];

const textsOf = (rows: Rows): string[] =>
  (rows ?? []).map((row) =>
    fromProtoRow(row as Message<'query.Row'>)
      .map(String)
      .join(),
  );

async function readTable(vstreamer: VStreamer, table: string): Promise<{ rows: string[]; gtid: string }> {
  const request = {
    query: `select * from ${table}`,
    lastpk: null,
    options: null,
  } as Message<'binlogdata.VStreamRowsRequest'>;
  const found: string[] = [];
  let position = '';
  for await (const { rows, gtid } of vstreamer.rows(request, new AbortController().signal)) {
    found.push(...textsOf(rows));
    position ||= gtid ?? '';
  }
  return { rows: found, gtid: position };
}

/** MariaDB tells a snapshot's place without a lock. */
describe.each(availableFlavors().filter((flavor) => flavor === 'mysql'))('a snapshot of a table of a %s', (flavor) => {
  let server: StreamServer;
  let first: MysqlConnection;
  let second: MysqlConnection;

  beforeAll(async () => {
    server = await StreamServer.start(flavor);
    const options = { ...server.mysqld.rootOptions, database: 'vt_ks' };
    first = await MysqlConnection.connect(options);
    second = await MysqlConnection.connect(options);
  });

  afterAll(async () => {
    first?.close();
    second?.close();
    await server?.stop();
  });

  /** Waits until a statement that begins so runs. */
  async function running(beginning: string): Promise<void> {
    const sql = `select 1 from information_schema.processlist where info like '${beginning}%'`;
    await expect.poll(async () => (await server.db.execute(sql)).rows.length, { interval: 5, timeout: 20_000 }).toBe(1);
  }

  test('gives way to a transaction that others wait for, which would wait for it', { timeout: 60_000 }, async () => {
    for (const table of ['t', 'u'])
      await server.run(
        `create table ${table} (id int primary key, n int)`,
        `insert into ${table} values (1, 0), (2, 0)`,
      );
    for (const sql of ['begin', 'update u set n = 1 where id = 1']) await first.execute(sql);
    // Ended by the server where the lock is waited for longer than that.
    for (const sql of ['set innodb_lock_wait_timeout = 2', 'begin', 'update t set n = 1 where id = 1'])
      await second.execute(sql);
    const waiting = second.execute('update u set n = 2 where id = 1');
    await running('update u');
    const read = readTable(server.vstreamer, 't');
    await running('lock tables');
    await first.execute('update t set n = 1 where id = 2');
    await first.execute('commit');
    await waiting;
    await second.execute('commit');
    const { rows } = await read;
    expect(rows.map((row) => row.split(',')[0])).toEqual(['1', '2']);
  });

  test('does not wait for a transaction that does nothing, and neither sees it nor has its position', {
    timeout: 60_000,
  }, async () => {
    await server.run('create table idle (id int primary key, n int)', 'insert into idle values (1, 0)');
    for (const sql of ['begin', 'update idle set n = 1 where id = 1']) await first.execute(sql);
    const { rows, gtid } = await readTable(server.vstreamer, 'idle');
    expect(rows).toEqual(['1,0']);
    await second.execute('insert into idle values (2, 0)');
    await first.execute('commit');
    const filter = filterOf({ match: 'idle' });
    const isLast = (event: VEvent): boolean => changesOf(event).some((change) => change === '1,0 → 1,1');
    const events = await server.record({ position: gtid, filter }, async () => {}, isLast);
    expect(events.flatMap(changesOf)).toEqual(['- → 2,0', '1,0 → 1,1']);
  });

  test('of several tables lets transactions go on that wrote to one of them', { timeout: 60_000 }, async () => {
    await server.run(
      'create table a (id int primary key, n int)',
      'create table b like a',
      'insert into a values (1, 0)',
    );
    await server.run('insert into b values (1, 0)');
    for (const sql of ['begin', 'update b set n = 1 where id = 1']) await first.execute(sql);
    const tables = new Map<string, string[]>();
    for await (const { table_name: name, rows } of server.vstreamer.tables(new AbortController().signal))
      tables.set(name ?? '', [...(tables.get(name ?? '') ?? []), ...textsOf(rows)]);
    await first.execute('update a set n = 1 where id = 1');
    await first.execute('commit');
    expect([tables.get('a'), tables.get('b')]).toEqual([['1,0'], ['1,0']]);
  });

  test('flushes no tables while one is read for long', { timeout: 60_000 }, async () => {
    await server.run('create table read_for_long (id int primary key)', 'insert into read_for_long values (1)');
    // Of a table alone its own lock is enough.
    await server.run('create table beside_it (id int primary key)');
    let isRead = false;
    const reading = first.execute('select sleep(5) from read_for_long').then(() => {
      isRead = true;
    });
    // mysqld tells whole seconds.
    const long = "select 1 from information_schema.processlist where info like 'select sleep%' and time >= 1";
    await expect.poll(async () => (await server.db.execute(long)).rows.length, { timeout: 20_000 }).toBe(1);
    const tables = (async (): Promise<number> => {
      let rows = 0;
      for await (const response of server.vstreamer.tables(new AbortController().signal))
        rows += (response.rows ?? []).length;
      return rows;
    })();
    // Who comes to a table after that waits for the end of the reads that have it, also when the lock is given up.
    const flushing = "select info from information_schema.processlist where info like 'flush tables%'";
    let seen = 0;
    while (!isRead) seen += (await server.db.execute(flushing)).rows.length;
    await reading;
    expect(seen).toBe(0);
    expect(await tables).toBeGreaterThan(0);
  });

  /** Streams as a user who may not take the server's lock. */
  async function onlyTableLocks(user: string): Promise<VStreamer> {
    await server.run(
      `create user ${user}@localhost`,
      `grant replication slave, replication client on *.* to ${user}@localhost`,
      `grant select, lock tables on vt_ks.* to ${user}@localhost`,
    );
    return new VStreamer({ ...server.source, connect: { ...server.mysqld.rootOptions, user } });
  }

  test('asks for locks while no other does', { timeout: 60_000 }, async () => {
    for (const table of ['left_one', 'right_one'])
      await server.run(
        `create table ${table} (id int primary key, n int)`,
        `insert into ${table} values (1, 0), (2, 0)`,
      );
    const vstreamer = await onlyTableLocks('twice');
    for (const sql of ['begin', 'update left_one set n = 1 where id = 1']) await first.execute(sql);
    for (const sql of ['begin', 'update right_one set n = 1 where id = 1']) await second.execute(sql);
    const reads = ['left_one', 'right_one'].map((table) => readTable(vstreamer, table));
    // Two at once would be ended by mysqld as soon as each transaction wants the other table, or one of the transactions would.
    const asking = "select info from information_schema.processlist where info like 'lock tables%'";
    for (let seen = 0; seen < LOOKS; ) {
      const { length } = (await server.db.execute(asking)).rows;
      expect(length).toBeLessThan(2);
      seen += length;
    }
    for (const each of [first, second]) await each.execute('commit');
    for (const { rows } of await Promise.all(reads)) expect(rows.map((row) => row.split(',')[0])).toEqual(['1', '2']);
    vstreamer.close();
  });

  test('of an account that may only lock tables comes about as well', { timeout: 60_000 }, async () => {
    await server.run('create table own (id int primary key)', 'insert into own values (1)');
    const vstreamer = await onlyTableLocks('locker');
    const found: string[] = [];
    for await (const { table_name: name, rows } of vstreamer.tables(new AbortController().signal))
      if (name === 'own') found.push(...textsOf(rows));
    expect(found).toEqual(['1']);
    expect((await readTable(vstreamer, 'own')).rows).toEqual(['1']);
    vstreamer.close();
  });
});
