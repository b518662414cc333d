import type { Connection, RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCluster } from '../harness/cluster.ts';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { Consumer } from './consumer.ts';

const SHARDS = ['customer/-80', 'customer/80-'];
const all = [{ keyspace: 'customer' }];
const current = [{ keyspace: 'customer', gtid: 'current' }];
const filter = { rules: [{ match: 'customer', filter: 'select * from `customer`' }] };
const skip = prefixOf('mysql') === undefined && explainSkip('streams of a cluster', 'no mysqld here');

describe.skipIf(skip)('a consumer of a gate’s stream', () => {
  let cluster: TestCluster;
  let db: Connection;
  let nextId = 1;

  beforeAll(async () => {
    cluster = await TestCluster.start();
    db = await cluster.connect('customer');
    await db.query('delete from customer');
    for (let i = 0; i < 5; i++) await insert(100);
  }, 240_000);

  afterAll(() => cluster?.stop());

  async function insert(count: number): Promise<void> {
    const values = Array.from({ length: count }, () => `(${nextId}, 'c${nextId++}@example.com')`);
    await db.query(`insert into customer (customer_id, email) values ${values.join()}`);
  }

  const consumer = (shard_gtids: typeof all): Consumer =>
    new Consumer(`127.0.0.1:${cluster.portBase + 991}`, { shard_gtids }, [SHARDS]);

  async function wanted(): Promise<Map<string, string>> {
    const [rows] = await db.query<RowDataPacket[]>('select * from customer');
    return new Map(
      rows.map((row) => [`customer.customer ${row['customer_id']}`, Object.values(row).map(String).join()]),
    );
  }

  test('on "current" first hears where it is, then transactions as they happen, and a schema change', async () => {
    const one = consumer(current);
    const stop = new AbortController();
    const heard = one.run(
      { tablet_type: 'PRIMARY', filter },
      () => {
        if (one.kinds.length === 4) void insert(1).then(() => db.query('alter table customer comment = "streamed"'));
        return one.kinds.includes('DDL') && one.kinds.includes('COMMIT');
      },
      stop.signal,
    );
    await heard;
    expect(one.kinds.slice(0, 4)).toEqual(['VGTID', 'OTHER', 'VGTID', 'OTHER']);
    const changes = one.kinds.slice(4).filter((kind) => kind !== 'HEARTBEAT');
    // Which of the two shards is heard first is nobody's.
    expect(changes.join(' ')).toContain('BEGIN FIELD ROW VGTID COMMIT');
    expect(changes.join(' ')).toContain('VGTID DDL');
  });

  test('that is killed again and again, while others write and a tablet dies, has every change', {
    timeout: 180_000,
  }, async () => {
    const one = consumer(all);
    let writing = true;
    const writer = (async () => {
      const own = await cluster.connect('customer');
      for (let i = 0; writing; i++) {
        await insert(7);
        await own.query(`update customer set email = 'u${i}@example.com' where customer_id % 50 = ${i % 50}`);
        await own.query(`delete from customer where customer_id = ${1 + i * 3}`);
      }
    })();
    for (let round = 1; round <= 10; round++) {
      const before = one.transactions;
      const stop = new AbortController();
      // From the sixth round on a replica is dead: the other shard's goes on, and then the primaries.
      const tablet_type = round % 2 === 0 && round <= 6 ? 'REPLICA' : 'PRIMARY';
      const killed = round === 6 ? cluster.kill9('vttablet-201') : undefined;
      await one.run({ tablet_type, filter }, () => one.transactions >= before + 8 * round, stop.signal);
      await killed;
    }
    writing = false;
    await writer;
    await insert(1);
    const last = `customer.customer ${nextId - 1}`;
    const stop = new AbortController();
    const expected = await wanted();
    const has = (): boolean =>
      one.rows.has(last) &&
      one.rows.size === expected.size &&
      [...expected].every(([key, row]) => one.rows.get(key) === row);
    await one.run({ tablet_type: 'PRIMARY', filter, flags: { heartbeat_interval: 1 } }, has, stop.signal);
    expect(one.rows).toEqual(expected);
    // Who is killed between the last rows of a copy and COPY_COMPLETED goes on behind the copy, and is not told again.
    expect(one.position.shard_gtids?.flatMap(({ table_p_ks }) => table_p_ks ?? [])).toEqual([]);
  });
});
