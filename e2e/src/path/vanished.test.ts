import type { MysqlConnection } from '@vt/mysql';
import { availableFlavors } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Path } from './path.ts';

const soon = { timeout: 30_000, interval: 20 };
/** Of the statement that waits, so that it can be found among all that run. */
const MARK = 'vt_vanished';

describe.each(availableFlavors())('a client that goes away, before %s', (flavor) => {
  let path: Path;
  let other: MysqlConnection;

  beforeAll(async () => {
    path = await Path.start(flavor, { queryTimeoutMs: 0 });
    other = await path.client();
    await other.execute('create table t (id int primary key, pad varchar(200))');
    await other.execute(`insert into t values (1, 'a'), (2, 'b')`);
  });

  afterAll(() => path?.stop());

  const waiting = async (): Promise<number> => {
    const { rows } = await path.observer.execute(
      `select count(*) from information_schema.processlist where info like '%${MARK}%' and info not like '%processlist%'`,
    );
    return Number(Buffer.from(rows[0]?.[0] ?? []).toString());
  };

  // Nothing of it may stay until the tablet's limit for transactions: others wait for its rows.
  test.each([
    ['in the middle', ["update t set pad = 'mine' where id = 2"]],
    ['with its first statement', []],
  ])('while a transaction waits for a lock %s leaves none of its own', async (_, before) => {
    const [holder, lost] = [await path.client(), await path.client()];
    await holder.execute('begin');
    await holder.execute("update t set pad = 'held' where id = 1");
    await lost.execute('begin');
    for (const sql of before) await lost.execute(sql);
    const answer = lost.execute(`update t set pad = '${MARK}' where id in (1, 2) order by id desc`).catch(() => {});
    await expect.poll(waiting, soon).toBe(1);
    lost.close();
    await answer;
    await expect.poll(() => path.held.transactions, soon).toBe(1);
    await other.execute("update t set pad = 'free' where id = 2");
    await holder.execute('rollback');
    await expect.poll(() => path.held.transactions, soon).toBe(0);
    holder.close();
  });
});
