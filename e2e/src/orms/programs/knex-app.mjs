// A small shop with Knex: migrations, seeds, relations, transactions. Arguments: port, database, folder of node_modules.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [port, database, modules] = process.argv.slice(2);
const require = createRequire(join(modules, 'package.json'));
const knex = require('knex')({
  client: 'mysql2',
  connection: { host: '127.0.0.1', port: Number(port), user: 'root', database },
  pool: { min: 0, max: 4 },
});

const migrations = [
  {
    name: '001_customers',
    up: async (k) => {
      await k.schema.createTable('knex_customers', (t) => {
        t.bigInteger('id').primary();
        t.string('name', 80).notNullable();
        t.string('email').index();
        t.timestamp('created_at', { precision: 3 }).defaultTo(k.fn.now(3));
      });
      await k.schema.createTable('knex_orders', (t) => {
        t.bigInteger('id').primary();
        t.bigInteger('customer_id').notNullable().index();
        t.decimal('total', 12, 2).notNullable();
        t.json('lines');
      });
    },
    down: (k) => k.schema.dropTable('knex_orders').dropTable('knex_customers'),
  },
  {
    name: '002_status',
    up: (k) =>
      k.schema.alterTable('knex_orders', (t) => {
        t.enu('status', ['new', 'paid']).notNullable().defaultTo('new');
        t.index(['status', 'customer_id']);
      }),
    down: (k) => k.schema.alterTable('knex_orders', (t) => t.dropColumn('status')),
  },
];
const migrationSource = {
  getMigrations: async () => migrations,
  getMigrationName: ({ name }) => name,
  getMigration: async (migration) => migration,
};
const say = (label, value) => console.log(label, JSON.stringify(value));

try {
  const [batch, names] = await knex.migrate.latest({ migrationSource });
  say('migrated', [batch, names]);
  say('has', [await knex.schema.hasTable('knex_orders'), await knex.schema.hasColumn('knex_orders', 'status')]);
  say('columns', Object.keys(await knex('knex_orders').columnInfo()).sort());
  await knex('knex_customers').insert([
    { id: 1, name: 'Ann', email: 'ann@example.com' },
    { id: 2, name: "O'Brien", email: 'ob@example.com' },
    { id: 3, name: 'Zoë', email: null },
  ]);
  await knex.batchInsert(
    'knex_orders',
    Array.from({ length: 12 }, (_, i) => ({
      id: i + 1,
      customer_id: (i % 3) + 1,
      total: `${i}.50`,
      lines: JSON.stringify([{ sku: `s${i}` }]),
    })),
    5,
  );
  say(
    'join',
    await knex('knex_customers as c')
      .join('knex_orders as o', 'o.customer_id', 'c.id')
      .select('c.name', 'o.id', 'o.total', 'o.status')
      .orderBy('o.id')
      .limit(5),
  );
  say(
    'totals',
    await knex('knex_customers as c')
      .leftJoin('knex_orders as o', 'o.customer_id', 'c.id')
      .groupBy('c.id', 'c.name')
      .select('c.name')
      .sum('o.total as total')
      .count('o.id as n')
      .orderBy('c.name'),
  );
  await knex.transaction(async (trx) => {
    await trx('knex_orders').where({ customer_id: 1 }).update({ status: 'paid' });
    await trx('knex_customers').where({ id: 2 }).increment('id', 0);
  });
  await knex
    .transaction(async (trx) => {
      await trx('knex_orders').del();
      await trx.transaction((inner) => inner('knex_customers').where('id', 3).update({ name: 'inner' }));
      throw new Error('rolled back');
    })
    .catch((error) => say('error', error.message));
  say('paid', await knex('knex_orders').where('status', 'paid').count('* as n'));
  say(
    'sub',
    await knex('knex_customers')
      .whereIn('id', knex('knex_orders').where('total', '>', 9).select('customer_id'))
      .orderBy('id')
      .select('id', 'name'),
  );
  await knex('knex_customers').insert({ id: 3, name: 'Zoe' }).onConflict('id').merge();
  say('merged', await knex('knex_customers').where('id', 3).first('name'));
  await knex('knex_customers')
    .insert({ id: 1, name: 'x' })
    .catch((error) => say('duplicate', error.errno));
  let streamed = 0;
  for await (const _row of knex('knex_orders').select('id').stream()) streamed++;
  say('streamed', streamed);
  say('rolled back', await knex.migrate.rollback({ migrationSource }, true));
  say('has', await knex.schema.hasTable('knex_orders'));
  await knex.schema.dropTableIfExists('knex_migrations').dropTableIfExists('knex_migrations_lock');
} catch (error) {
  console.log('FAILED', error.errno, error.message);
} finally {
  await knex.destroy();
}
