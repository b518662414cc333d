import type { Connection, RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../harness/cluster.ts';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';
import { copied, diffed, MoveCluster } from './move-cluster.ts';

const stages = [
  ['embedded', 'mysql'],
  ['etcd', 'mysql'],
  ['embedded', 'mariadb'],
] as const;

/** Steps 201 to 307 of Vitess's local example, with a tablet a shard. */
describe.each(stages)('the local example moves a keyspace and reshards it, topology %s, %s', (topo, flavor) => {
  const missing = prefixOf(flavor) === undefined ? `no ${flavor} here` : undefined;
  const etcd = topo === 'etcd' && prefixOf('etcd') === undefined ? 'no etcd here' : undefined;
  const isShort = topo === 'embedded' && flavor === 'mysql';
  const reason = missing ?? etcd ?? (isShort ? undefined : longTestsReason());
  const skip = reason !== undefined && explainSkip(`local example 201–307, ${topo}, ${flavor}`, reason);

  describe.skipIf(skip)('steps', () => {
    let cluster: MoveCluster;
    let gate: Connection;
    const move = (...args: string[]) =>
      cluster.vtctl('MoveTables', '--workflow', 'commerce2customer', '--target-keyspace', 'customer', ...args);
    const reshard = (...args: string[]) =>
      cluster.vtctl('Reshard', '--workflow', 'cust2cust', '--target-keyspace', 'customer', ...args);

    beforeAll(async () => {
      cluster = await MoveCluster.start({ topo, flavor });
      await cluster.addShard('commerce', '0');
      await cluster.startGate();
      gate = await cluster.connect('commerce');
    }, 400_000);

    afterAll(async () => {
      await cluster?.stop();
    });

    async function count(table: string, connection: Connection = gate): Promise<number> {
      const [rows] = await connection.query<RowDataPacket[]>(`select count(*) as n from ${table}`);
      return Number(rows[0]?.['n']);
    }

    async function onShard(shard: string, table: string, keyspace = 'customer'): Promise<number> {
      const [row] = await cluster.rowsOf(keyspace, shard, `select count(*) as n from ${table}`);
      return Number(row?.['n']);
    }

    test('101: schema, VSchema, rows', { timeout: 400_000 }, async () => {
      const sql = [
        'create table product(sku varbinary(128), description varbinary(128), price bigint, primary key(sku))',
        'create table customer(customer_id bigint not null auto_increment, email varbinary(128), primary key(customer_id))',
        'create table corder(order_id bigint not null auto_increment, customer_id bigint, sku varbinary(128), price bigint, primary key(order_id))',
      ].join('; ');
      await cluster.vtctl('ApplySchema', '--sql', sql, 'commerce');
      const vschema = '{"tables": {"product": {}, "customer": {}, "corder": {}}}';
      await cluster.vtctl('ApplyVSchema', '--vschema', vschema, 'commerce');
      const emails = ['alice', 'bob', 'charlie', 'dan', 'eve'].map((name) => `('${name}@domain.com')`);
      await gate.query(`insert into customer(email) values ${emails.join(', ')}`);
      await gate.query("insert into product values ('SKU-1001', 'Monitor', 100), ('SKU-1002', 'Keyboard', 30)");
      await gate.query(
        "insert into corder(customer_id, sku, price) values (1, 'SKU-1001', 100), (2, 'SKU-1002', 30), (3, 'SKU-1002', 30), (4, 'SKU-1002', 30), (5, 'SKU-1002', 30)",
      );
    });

    test('201, 202: a keyspace more, and tables are copied to it', { timeout: 400_000 }, async () => {
      await cluster.addShard('customer', '0');
      const text = await move('create', '--source-keyspace', 'commerce', '--tables', 'customer,corder');
      expect(text).toContain('The following vreplication streams exist for workflow customer.commerce2customer:');
      await copied(cluster, 'customer', 'commerce2customer');
      await waitFor('the log to tell of the copy', async () =>
        (await cluster.vtctl('Workflow', '--keyspace', 'customer', 'show', '--workflow', 'commerce2customer')).includes(
          'Copy phase completed',
        ),
      );
      expect(await onShard('0', 'customer')).toBe(5);
      expect(await diffed(cluster, 'customer', 'commerce2customer')).toMatchObject({
        State: 'completed',
        HasMismatch: false,
        RowsCompared: 10,
      });
    });

    test('203: reads are switched', { timeout: 200_000 }, async () => {
      const dry = await move('switchtraffic', '--dry-run', '--tablet-types', 'rdonly,replica');
      expect(dry).toContain('Switch reads for tables [corder,customer] to keyspace customer');
      const text = await move('switchtraffic', '--tablet-types', 'rdonly,replica');
      expect(text).toContain('SwitchTraffic was successful for workflow customer.commerce2customer');
      expect(text).toContain('Start State: Reads Not Switched. Writes Not Switched');
      expect(text).toContain('Current State: All Reads Switched. Writes Not Switched');
    });

    test('204: writes are switched, and the source refuses them', { timeout: 200_000 }, async () => {
      const text = await move('switchtraffic', '--tablet-types', 'primary');
      expect(text).toContain('Current State: All Reads Switched. Writes Switched');
      await gate.query("insert into commerce.customer(email) values ('fred@domain.com')");
      expect(await onShard('0', 'customer')).toBe(6);
      await waitFor('the reverse stream', async () => (await onShard('0', 'customer', 'commerce')) === 6);
      const aimed = await cluster.connect('commerce:0');
      await expect(aimed.query('select * from customer')).rejects.toThrow('enforce denied tables');
    });

    test('204: back, and there again', { timeout: 400_000 }, async () => {
      expect(await move('reversetraffic')).toContain('Current State: Reads Not Switched. Writes Not Switched');
      await gate.query("insert into customer(email) values ('gina@domain.com')");
      expect(await onShard('0', 'customer', 'commerce')).toBe(7);
      await waitFor('the stream', async () => (await onShard('0', 'customer')) === 7);
      expect(await move('switchtraffic')).toContain('Current State: All Reads Switched. Writes Switched');
    });

    test('205: the move is completed', { timeout: 200_000 }, async () => {
      expect(await move('complete')).toContain(
        'Successfully completed the commerce2customer workflow in the customer keyspace',
      );
      const tables = await cluster.rowsOf('commerce', '0', 'show tables');
      expect(tables.map((row) => Object.values(row)[0])).toEqual(['product']);
      expect(await cluster.vtctl('GetRoutingRules')).toContain('"rules": []');
      expect(JSON.parse(await cluster.vtctl('Workflow', '--keyspace', 'customer', 'list'))).toEqual([]);
      expect(await count('customer.customer')).toBe(7);
    });

    test('301: sequences, and the keyspace is sharded', { timeout: 200_000 }, async () => {
      const sequences = ['customer_seq', 'order_seq'].flatMap((name) => [
        `create table ${name}(id bigint, next_id bigint, cache bigint, primary key(id)) comment 'vitess_sequence'`,
        `insert into ${name}(id, next_id, cache) values(0, 1000, 100)`,
      ]);
      await cluster.vtctl('ApplySchema', '--sql', sequences.join('; '), 'commerce');
      const commerce = {
        tables: { product: {}, customer_seq: { type: 'sequence' }, order_seq: { type: 'sequence' } },
      };
      await cluster.vtctl('ApplyVSchema', '--vschema', JSON.stringify(commerce), 'commerce');
      const divided = (column: string, sequence: string) => ({
        column_vindexes: [{ column: 'customer_id', name: 'hash' }],
        auto_increment: { column, sequence },
      });
      const customer = {
        sharded: true,
        vindexes: { hash: { type: 'xxhash' } },
        tables: {
          customer: divided('customer_id', 'commerce.customer_seq'),
          corder: divided('order_id', 'commerce.order_seq'),
        },
      };
      await cluster.vtctl('ApplyVSchema', '--vschema', JSON.stringify(customer), 'customer');
      const alter = [
        'alter table customer change customer_id customer_id bigint not null',
        'alter table corder change order_id order_id bigint not null',
      ].join('; ');
      await cluster.vtctl('ApplySchema', '--sql', alter, 'customer');
      const customers = await cluster.connect('customer');
      await waitFor('the sequence to be known', async () => {
        await customers.query("insert into customer(email) values ('hugo@domain.com')");
        return true;
      });
      const [rows] = await customers.query<RowDataPacket[]>('select max(customer_id) as n from customer');
      expect(Number(rows[0]?.['n'])).toBeGreaterThanOrEqual(1000);
    });

    test('302, 303: two shards more, and the rows are divided among them', { timeout: 400_000 }, async () => {
      await cluster.addShard('customer', '-80');
      await cluster.addShard('customer', '80-');
      expect(JSON.parse(await cluster.vtctl('GetShard', 'customer/-80'))).toMatchObject({
        shard: { is_primary_serving: false },
      });
      await reshard('create', '--source-shards', '0', '--target-shards', '-80,80-');
      await copied(cluster, 'customer', 'cust2cust');
      expect(await diffed(cluster, 'customer', 'cust2cust')).toMatchObject({ State: 'completed', HasMismatch: false });
    });

    test('304, 305: traffic is switched, and back, and there again', { timeout: 400_000 }, async () => {
      await reshard('switchtraffic', '--tablet-types', 'rdonly,replica');
      expect(await reshard('switchtraffic', '--tablet-types', 'primary')).toContain('Writes Switched');
      const customers = await cluster.connect('customer');
      expect(await count('customer', customers)).toBe(8);
      await customers.query("insert into customer(email) values ('ida@domain.com'), ('jim@domain.com')");
      expect((await onShard('-80', 'customer')) + (await onShard('80-', 'customer'))).toBe(10);
      expect(await reshard('reversetraffic')).toContain('Current State: Reads Not Switched. Writes Not Switched');
      expect(await count('customer', customers)).toBe(10);
      expect(await onShard('0', 'customer')).toBe(10);
      expect(await reshard('switchtraffic')).toContain('Current State: All Reads Switched. Writes Switched');
      const aimed = await cluster.connect('customer:-80');
      const [rows] = await aimed.query<RowDataPacket[]>('select count(*) as n from customer');
      expect(Number(rows[0]?.['n'])).toBe(await onShard('-80', 'customer'));
    });

    test('306, 307: the old shard goes', { timeout: 200_000 }, async () => {
      expect(await reshard('complete')).toContain('Successfully completed the cust2cust workflow');
      await cluster.dropShard('customer', '0');
      await expect(cluster.vtctl('GetShard', 'customer/0')).rejects.toThrow(`node doesn't exist`);
      const customers = await cluster.connect('customer');
      await customers.query("insert into customer(email) values ('kim@domain.com')");
      expect(await count('customer', customers)).toBe(11);
    });
  });
});
