import { TestMysqld } from '@vt/mysql/testing';
import { TestGate } from '@vt/vtgate/testing';

const tables = ['customer', 'orders', 'line', 'product', 'shop'] as const;

const keyspace = {
  shards: ['-40', '40-80', '80-c0', 'c0-'],
  vschema: {
    sharded: true,
    vindexes: { hash: { type: 'hash' } },
    tables: Object.fromEntries(tables.map((name) => [name, { column_vindexes: [{ column: 'id', name: 'hash' }] }])),
  },
};

/** A gate in this process over a mysqld that is four shards, which tells it tables and columns. */
export async function withGateHere<T>(work: (gate: TestGate) => Promise<T>): Promise<T> {
  const mysqld = await TestMysqld.start('mysql');
  try {
    const gate = new TestGate(mysqld.rootOptions, { bench: keyspace }, { planCacheBytesMax: 32 << 20 });
    try {
      await gate.createDatabases();
      for (const name of tables) {
        await gate
          .session()
          .all(
            `use bench; create table ${name} (id bigint primary key, other_id bigint, n int, price decimal(10,2), name varchar(40), key (other_id))`,
          );
      }
      return await work(gate);
    } finally {
      gate.close();
    }
  } finally {
    await mysqld.stop();
  }
}
