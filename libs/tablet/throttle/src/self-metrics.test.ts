import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SelfMetrics } from './self-metrics.ts';

const never = new AbortController().signal;

describe.each(availableFlavors())('what a tablet measures of %s', (flavor) => {
  let mysqld: TestMysqld;
  let observer: MysqlConnection;
  let self: SelfMetrics;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    observer = await MysqlConnection.connect(mysqld.rootOptions);
    await observer.execute('create database _vt');
    const columns = 'keyspaceShard varbinary(256) primary key, tabletUid int unsigned, ts bigint unsigned';
    await observer.execute(`create table _vt.heartbeat (${columns})`);
    const names = { keyspaceShard: 'ks:0', sidecarName: '_vt', tabletUid: 1 };
    self = new SelfMetrics({ connect: mysqld.rootOptions, ...names });
    await self.writeHeartbeat(never, () => true);
  }, 90_000);
  afterAll(async () => {
    self?.close();
    observer?.close();
    await mysqld?.stop();
  });

  test('a heartbeat that waits holds up nothing else, and one that is not wanted any more is not written', async () => {
    await observer.execute('begin');
    await observer.execute('select * from _vt.heartbeat for update');
    const beat = self.writeHeartbeat(never, () => true);
    expect(await self.read('', never)).toMatchObject({ lag: { value: expect.any(Number) } });
    await observer.execute('delete from _vt.heartbeat');
    await observer.execute('commit');
    await beat;
    await observer.execute('delete from _vt.heartbeat');
    await self.writeHeartbeat(never, () => false);
    expect((await observer.execute('select * from _vt.heartbeat')).rows).toEqual([]);
    await self.writeHeartbeat(never, () => true);
  });

  test('a query that does not end is given up, and the rest is known', { timeout: 60_000 }, async () => {
    const slow = 'select sum(sleep(1000)) from (select 1 union all select 2) as t';
    const found = await self.read(slow, never);
    expect(found).toMatchObject({ lag: { value: expect.any(Number) }, custom: { error: expect.any(String) } });
    expect(await self.read('select 7', never)).toMatchObject({ custom: { value: 7 } });
    const left = `select count(*) from information_schema.processlist where info like '%sleep(1000)%' and id <> connection_id()`;
    await expect
      .poll(async () => Buffer.from((await observer.execute(left)).rows[0]?.[0] ?? []).toString(), { timeout: 20_000 })
      .toBe('0');
  });
});
