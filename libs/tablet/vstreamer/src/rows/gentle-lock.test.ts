import { MysqlConnection } from '@vt/mysql';
import { availableFlavors } from '@vt/mysql/testing';
import type { Message } from '@vt/proto';
import { fromProtoRow } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StreamServer } from '../testing/stream-server.ts';

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
    const request = {
      query: 'select * from t',
      lastpk: null,
      options: null,
    } as Message<'binlogdata.VStreamRowsRequest'>;
    const read = (async () => {
      const values: string[] = [];
      for await (const { rows } of server.vstreamer.rows(request, new AbortController().signal))
        values.push(
          ...(rows ?? []).map((row) =>
            fromProtoRow(row as Message<'query.Row'>)
              .map(String)
              .join(),
          ),
        );
      return values;
    })();
    await running('lock tables');
    await first.execute('update t set n = 1 where id = 2');
    await first.execute('commit');
    await waiting;
    await second.execute('commit');
    const rows = await read;
    expect(rows.map((row) => row.split(',')[0])).toEqual(['1', '2']);
  });
});
