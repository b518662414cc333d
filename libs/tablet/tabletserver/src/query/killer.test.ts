import { type ConnectionPool, MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Killer } from './killer.ts';
import { UnacknowledgedCommits } from './unacknowledged-commits.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function connection(threadId: number) {
  const destroyed = vi.fn<() => void>();
  return { destroyed, conn: { threadId, isClosed: false, destroy: destroyed } as unknown as MysqlConnection };
}

/** A pool whose one open connection answers as `execute` says. */
function pool(execute: (sql: string) => Promise<unknown>) {
  const lease = { connection: { execute, destroy: vi.fn<() => void>() }, release: vi.fn<() => void>() };
  return { lease, dba: { acquire: async () => lease } as unknown as ConnectionPool };
}

const killerOf = (dba: ConnectionPool): Killer => new Killer(dba, new UnacknowledgedCommits(dba, 1), () => {});

test('a server that stands still: who waits is told soon, and the kill is not waited for without end', async () => {
  let fail = (_: Error): void => {};
  const { lease, dba } = pool(() => new Promise((_, reject) => (fail = reject)));
  lease.connection.destroy.mockImplementation(() => fail(new Error('lost')));
  const { conn, destroyed } = connection(7);
  const killed = killerOf(dba).killQuery(conn, () => true);
  await vi.advanceTimersByTimeAsync(1_900);
  expect(destroyed).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(200);
  expect(destroyed).toHaveBeenCalled();
  expect(lease.connection.destroy).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(8_000);
  await killed;
  expect(lease.release).toHaveBeenCalled();
});

test('a server that hears the kill is given time to end the statement, then its connection is killed', async () => {
  const said: string[] = [];
  const { dba } = pool(async (sql) => (sql.startsWith('kill') ? said.push(sql) : { rows: [] }));
  const { conn, destroyed } = connection(7);
  let isRunning = true;
  await killerOf(dba).killQuery(conn, () => isRunning);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(said).toEqual(['kill query 7']);
  expect(destroyed).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_100);
  expect(said).toEqual(['kill query 7', 'kill connection 7']);
  expect(destroyed).toHaveBeenCalledOnce();

  const other = connection(8);
  isRunning = false;
  await killerOf(dba).killQuery(other.conn, () => isRunning);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(said).toHaveLength(3);
  expect(other.destroyed).not.toHaveBeenCalled();
});

const semiSync = {
  mysql: { plugin: "install plugin rpl_semi_sync_source soname 'semisync_source.so'", prefix: 'rpl_semi_sync_source' },
  mariadb: { plugin: 'do 0', prefix: 'rpl_semi_sync_master' },
} as const;

describe.each(availableFlavors())('on %s', (flavor) => {
  test('a commit that waits for an acknowledgement is not committed by a kill, and no more are begun', {
    timeout: 60_000,
  }, async () => {
    vi.useRealTimers();
    const { plugin, prefix } = semiSync[flavor];
    const mysqld = await TestMysqld.start(flavor, ['log-bin']);
    const connect = () => MysqlConnection.connect(mysqld.rootOptions);
    const [writer, dba] = [await connect(), await connect()];
    const lease = { connection: dba, release: () => {} };
    const held = { acquire: async () => lease } as unknown as ConnectionPool;
    const commits = new UnacknowledgedCommits(held, 1);
    const { signal } = new AbortController();
    try {
      for (const sql of ['create database d', 'create table d.t (id int primary key)', plugin]) await dba.execute(sql);
      for (const value of ['wait_point = AFTER_SYNC', 'timeout = 1000000000', 'enabled = on'])
        await dba.execute(`set global ${prefix}_${value}`);
      const written = writer.execute('insert into d.t values (1)').catch(() => {});
      const waiting = "select 1 from information_schema.processlist where state like 'Waiting for semi-sync ACK%'";
      await expect.poll(async () => (await dba.execute(waiting)).rows.length, { timeout: 20_000 }).toBe(1);
      await commits.check(signal);
      await new Killer(held, commits, () => {}).killConnection(writer);
      await written;
      expect((await dba.execute(waiting)).rows).toHaveLength(1);
      expect((await dba.execute('select * from d.t')).rows).toEqual([]);
      await expect(commits.check(signal)).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED', errno: 1203 });
      await dba.execute(`set global ${prefix}_enabled = off`);
      await expect.poll(async () => (await dba.execute(waiting)).rows.length, { timeout: 20_000 }).toBe(0);
      await commits.check(signal);
    } finally {
      for (const connection of [writer, dba]) connection.destroy();
      await mysqld.stop();
    }
  });
});
