// A small shop with Kysely: its schema builder, joins, transactions, introspection. Arguments: port, database, folder of node_modules.
import { connection, require, tell } from './shop.mjs';

const { Kysely, MysqlDialect, sql } = require('kysely');
const { createPool } = require('mysql2');
const k = new Kysely({ dialect: new MysqlDialect({ pool: createPool(connection) }) });
await tell('drop', () => k.schema.dropTable('ky_o').ifExists().execute());
await tell('drop', () => k.schema.dropTable('ky_c').ifExists().execute());
await tell('create', () =>
  k.schema
    .createTable('ky_c')
    .addColumn('id', 'bigint', (c) => c.primaryKey())
    .addColumn('name', 'varchar(50)', (c) => c.notNull())
    .addColumn('bal', 'decimal(10, 2)')
    .addColumn('at', 'datetime', (c) => c.defaultTo(sql`current_timestamp`))
    .execute(),
);
await tell('create', () =>
  k.schema
    .createTable('ky_o')
    .ifNotExists()
    .addColumn('id', 'bigint', (c) => c.primaryKey())
    .addColumn('c_id', 'bigint')
    .addColumn('meta', 'json')
    .execute(),
);
await tell('index', () => k.schema.createIndex('ky_ix').on('ky_o').column('c_id').execute());
await tell('insert', () =>
  k
    .insertInto('ky_c')
    .values([
      { id: 1, name: 'Ann', bal: '1.50' },
      { id: 2, name: 'Bob', bal: null },
    ])
    .execute(),
);
await tell('insert', () =>
  k
    .insertInto('ky_o')
    .values([
      { id: 1, c_id: 1, meta: '{"a":1}' },
      { id: 2, c_id: 1, meta: '[]' },
    ])
    .execute(),
);
await tell('dup', () => k.insertInto('ky_c').values({ id: 1, name: 'X' }).execute());
await tell('ignore', () => k.insertInto('ky_c').ignore().values({ id: 1, name: 'X' }).execute());
await tell('upsert', () =>
  k.insertInto('ky_c').values({ id: 1, name: 'Ann2' }).onDuplicateKeyUpdate({ name: 'Ann2' }).execute(),
);
await tell('join', () =>
  k
    .selectFrom('ky_c')
    .innerJoin('ky_o', 'ky_o.c_id', 'ky_c.id')
    .select(['ky_c.name', 'ky_o.id', 'meta'])
    .orderBy('ky_o.id')
    .execute(),
);
await tell('left', () =>
  k
    .selectFrom('ky_c as c')
    .leftJoin('ky_o as o', 'o.c_id', 'c.id')
    .select(({ fn }) => ['c.name', fn.count('o.id').as('n')])
    .groupBy('c.id')
    .orderBy('c.id')
    .execute(),
);
await tell('cte', () =>
  k
    .with('x', (q) => q.selectFrom('ky_c').select('id').where('id', '=', 1))
    .selectFrom('x')
    .selectAll()
    .execute(),
);
await tell('exists', () =>
  k
    .selectFrom('ky_c')
    .selectAll('ky_c')
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('ky_o').select('ky_o.id').whereRef('ky_o.c_id', '=', 'ky_c.id')),
    )
    .select('name')
    .execute()
    .then((r) => r.map((x) => x.name)),
);
await tell('tx', () =>
  k
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (t) => {
      await t.insertInto('ky_o').values({ id: 9, c_id: 2, meta: '{}' }).execute();
      throw new Error('back');
    }),
);
await tell('count', () =>
  k
    .selectFrom('ky_o')
    .select(({ fn }) => fn.countAll().as('n'))
    .execute(),
);
await tell('update', () =>
  k.updateTable('ky_c').set({ bal: sql`coalesce(bal,0)+1` }).where('id', 'in', [1, 2]).execute(),
);
await tell('delete', () => k.deleteFrom('ky_o').where('id', '=', 2).execute());
await tell('introspect', () =>
  k.introspection
    .getTables()
    .then((t) => t.filter((x) => x.name.startsWith('ky_')).map((x) => ({ ...x, schema: 'S' }))),
);
await tell('schemas', () => k.introspection.getSchemas().then((s) => s.filter((x) => x.name === database).length));
await k.destroy();
