import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestFront } from '../../testing/test-front.ts';
import { TestGate } from '../../testing/test-gate.ts';

const keyspaces = { ks: { shards: ['0'], vschema: {} } };
const ELSEWHERE = 2n ** 32n;

describe.each(availableFlavors())('locks of sessions on %s', (flavor) => {
  let mysqld: TestMysqld;
  const gates: TestGate[] = [];
  const fronts: TestFront[] = [];

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    for (let i = 0; i < 2; i++) gates.push(new TestGate(mysqld.rootOptions, keyspaces));
    await gates[0]?.createDatabases();
    for (const gate of gates) fronts.push(await TestFront.listen(gate));
  });

  afterAll(async () => {
    for (const front of fronts) front.close();
    for (const gate of gates) gate.close();
    await mysqld.stop();
  });

  const client = (front: number): Promise<MysqlConnection> =>
    MysqlConnection.connect({ host: '127.0.0.1', port: fronts[front]?.port ?? 0, user: 'u' });

  async function value(of: MysqlConnection, sql: string): Promise<string | null> {
    const cell = (await of.execute(sql)).rows[0]?.[0] ?? null;
    return cell === null ? null : Buffer.from(cell).toString();
  }

  test('a lock is used by the client that holds it, and by nobody of a gate whose client does not', async () => {
    const [holder, other, stranger] = [await client(0), await client(0), await client(1)];
    const id = await value(holder, 'select connection_id()');
    expect(await value(holder, "select get_lock('held', 0)")).toBe('1');
    expect(await value(holder, "select is_used_lock('held')")).toBe(id);
    expect(await value(other, "select is_used_lock('held')")).toBe(id);
    expect(await value(other, `select if(is_used_lock('held') = ${id}, 'held', '')`)).toBe('held');
    expect(BigInt((await value(stranger, "select is_used_lock('held')")) ?? 0)).toBeGreaterThan(ELSEWHERE);
    for (const one of [holder, other, stranger]) expect(await value(one, "select is_used_lock('free')")).toBeNull();
    for (const one of [holder, other, stranger]) one.close();
  });

  test('a session that reads from replicas has its locks where all others have theirs', async () => {
    const session = (gates[0] as TestGate).session();
    await session.all("use `ks@replica`; select get_lock('replicas', 0)");
    expect(session.session.lockSession?.target.tabletType).toBe('PRIMARY');
    await session.all("select release_lock('replicas')");
  });

  test('a lock is held whose answer is assigned to a variable', async () => {
    const [holder, other] = [await client(0), await client(1)];
    for (const sql of [
      "select @got := get_lock('kept', 0)",
      "select 1 as one, @got := @got + get_lock('kept', 0) as got",
      "select get_lock('kept', 0), @got := 1",
    ]) {
      await holder.execute('set @got = 0');
      await holder.execute(sql);
      expect(await value(holder, 'select @got')).toBe('1');
      expect(await value(other, "select is_free_lock('kept')")).toBe('0');
      expect(await value(holder, "select @left := release_lock('kept')")).toBe('1');
      expect(await value(holder, 'select @left')).toBe('1');
      expect(await value(other, "select is_free_lock('kept')")).toBe('1');
    }
    for (const one of [holder, other]) one.close();
  });

  test('nothing locks where its rows are', async () => {
    const one = await client(0);
    await one.execute('create table if not exists ks.rows_of (id int primary key, v int)');
    for (const sql of [
      "insert into ks.rows_of values (1, get_lock('a', 0))",
      "update ks.rows_of set v = get_lock('a', 0)",
      "delete from ks.rows_of where v = release_lock('a')",
      "select get_lock('a', 0) from ks.rows_of",
      "select @a := get_lock('a', 0) from ks.rows_of",
      "select get_lock('a', 0) union select 2",
    ])
      await expect(one.execute(sql)).rejects.toMatchObject({
        errno: 1235,
        message: expect.stringMatching(/_lock allowed only with dual/),
      });
    one.close();
  });

  test('who holds locks is told once that they are lost with their connection', async () => {
    const [holder, stranger] = [await client(0), await client(1)];
    expect(await value(holder, "select get_lock('lost', 0)")).toBe('1');
    const seen = BigInt((await value(stranger, "select is_used_lock('lost')")) ?? 0);
    const root = await MysqlConnection.connect(mysqld.rootOptions);
    await root.execute(`kill ${seen - ELSEWHERE}`);
    root.close();
    await expect(holder.execute("select release_lock('lost')")).rejects.toMatchObject({ errno: 2013, state: '08S01' });
    expect(await value(holder, "select get_lock('lost', 5)")).toBe('1');
    holder.close();
    stranger.close();
  });
});
