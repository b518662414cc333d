import type { RowDataPacket } from 'mysql2/promise';
import { expect } from 'vitest';
import { type TestCluster, waitFor } from '../harness/cluster.ts';

const ROWS = 1_000;

type Count = RowDataPacket & { n: number };

async function count(cluster: TestCluster, target: string, table: string): Promise<number> {
  const connection = await cluster.connect();
  await connection.query(`use \`${target}\``);
  const [rows] = await connection.query<Count[]>(`select count(*) as n from ${table}`);
  return Number(rows[0]?.n);
}

/** A person's first ten minutes: a table in each keyspace, a thousand rows over two shards, changed and read back. */
export async function firstTenMinutes(cluster: TestCluster): Promise<void> {
  const commerce = await cluster.connect('commerce');
  await commerce.query('create table note (id bigint primary key, body varchar(100))');
  await commerce.query("insert into note values (1, 'unsharded'), (2, 'häßlich 🐬')");
  const [notes] = await commerce.query<RowDataPacket[]>('select id, body from note order by id');
  expect(notes.map((r) => [Number(r['id']), r['body']])).toEqual([
    [1, 'unsharded'],
    [2, 'häßlich 🐬'],
  ]);

  const customer = await cluster.connect('customer');
  await customer.query('truncate table customer');
  for (let id = 1; id <= ROWS; id += 100) {
    const values = Array.from({ length: 100 }, (_, i) => `(${id + i}, 'c${id + i}@example.com')`);
    await customer.query(`insert into customer (customer_id, email) values ${values.join(', ')}`);
  }
  const [one] = await customer.query<RowDataPacket[]>('select customer_id, email from customer where customer_id = 77');
  expect(one.map((r) => r['email'])).toEqual(['c77@example.com']);

  expect(await count(cluster, 'customer', 'customer')).toBe(ROWS);
  const left = await count(cluster, 'customer:-80', 'customer');
  const right = await count(cluster, 'customer:80-', 'customer');
  expect(left + right).toBe(ROWS);
  expect(Math.min(left, right)).toBeGreaterThan(300);
  await noRowTwice(cluster);

  await customer.query("update customer set email = 'new@example.com' where customer_id = 500");
  const [updated] = await customer.query<RowDataPacket[]>('select email from customer where customer_id = 500');
  expect(updated[0]?.['email']).toBe('new@example.com');
  await customer.query('delete from customer where customer_id = 501');
  expect(await count(cluster, 'customer', 'customer')).toBe(ROWS - 1);

  await waitFor(
    'the replicas to have every row',
    async () => (await count(cluster, 'customer@replica', 'customer')) === ROWS - 1,
  );
  await replicaIsAnotherServer(cluster);
}

async function noRowTwice(cluster: TestCluster): Promise<void> {
  const connection = await cluster.connect();
  const seen = new Set<number>();
  for (const shard of ['-80', '80-']) {
    await connection.query(`use \`customer:${shard}\``);
    const [rows] = await connection.query<RowDataPacket[]>('select customer_id from customer');
    for (const row of rows) {
      expect(seen.has(Number(row['customer_id']))).toBe(false);
      seen.add(Number(row['customer_id']));
    }
  }
  expect(seen.size).toBe(ROWS);
}

async function replicaIsAnotherServer(cluster: TestCluster): Promise<void> {
  const connection = await cluster.connect();
  const serverId = async (target: string): Promise<unknown> => {
    await connection.query(`use \`${target}\``);
    const [rows] = await connection.query<RowDataPacket[]>('select @@server_id as id');
    return rows[0]?.['id'];
  };
  expect(await serverId('customer:-80@replica')).not.toEqual(await serverId('customer:-80'));
}
