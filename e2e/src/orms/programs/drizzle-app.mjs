// A small shop with Drizzle: relations, prepared statements, transactions. Arguments: port, database, folder of node_modules.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [port, database, modules] = process.argv.slice(2);
const require = createRequire(join(modules, 'package.json'));
const mysql = require('mysql2/promise');
const { drizzle } = require('drizzle-orm/mysql2');
const { asc, eq, gt, relations, sql } = require('drizzle-orm');
const { bigint, datetime, decimal, json, mysqlTable, varchar } = require('drizzle-orm/mysql-core');
const say = (label, value) => console.log(label, JSON.stringify(value));

const customers = mysqlTable('dz_customers', {
  id: bigint('id', { mode: 'number' }).primaryKey(),
  name: varchar('name', { length: 80 }).notNull(),
  extra: json('extra'),
});
const orders = mysqlTable('dz_orders', {
  id: bigint('id', { mode: 'number' }).primaryKey(),
  customerId: bigint('customer_id', { mode: 'number' }).notNull(),
  total: decimal('total', { precision: 12, scale: 2 }).notNull(),
  at: datetime('at', { fsp: 3 }),
});
const customerRelations = relations(customers, ({ many }) => ({ orders: many(orders) }));
const orderRelations = relations(orders, ({ one }) => ({
  customer: one(customers, { fields: [orders.customerId], references: [customers.id] }),
}));
const pool = mysql.createPool({ host: '127.0.0.1', port: Number(port), user: 'root', database, connectionLimit: 3 });
const db = drizzle(pool, { schema: { customers, customerRelations, orders, orderRelations }, mode: 'planetscale' });

try {
  await db.execute(sql`drop table if exists dz_orders`);
  await db.execute(sql`drop table if exists dz_customers`);
  await db.execute(sql`create table dz_customers (id bigint primary key, name varchar(80) not null, extra json)`);
  await db.execute(
    sql`create table dz_orders (id bigint primary key, customer_id bigint not null, total decimal(12,2) not null, at datetime(3), key (customer_id))`,
  );
  await db.insert(customers).values([
    { id: 1, name: 'Ann', extra: { a: [1] } },
    { id: 2, name: "O'Brien" },
    { id: 3, name: 'Zoë' },
  ]);
  await db.insert(orders).values(
    Array.from({ length: 9 }, (_, i) => ({
      id: i + 1,
      customerId: (i % 3) + 1,
      total: `${i}.25`,
      at: new Date(Date.UTC(2024, 0, i + 1)),
    })),
  );
  say('all', await db.select().from(orders).orderBy(asc(orders.id)).limit(3));
  say(
    'joined',
    await db
      .select({ name: customers.name, total: sql`sum(${orders.total})` })
      .from(customers)
      .leftJoin(orders, eq(orders.customerId, customers.id))
      .groupBy(customers.id, customers.name)
      .orderBy(customers.name),
  );
  await db.query.customers
    .findMany({ with: { orders: { columns: { id: true }, orderBy: asc(orders.id) } }, orderBy: asc(customers.id) })
    .then((rows) => say('relational', rows));
  const prepared = db
    .select()
    .from(orders)
    .where(gt(orders.total, sql.placeholder('above')))
    .orderBy(orders.id)
    .prepare();
  say(
    'prepared',
    (await prepared.execute({ above: '5' })).map(({ id }) => id),
  );
  await db.transaction(
    async (tx) => {
      await tx.update(orders).set({ total: '99.00' }).where(eq(orders.customerId, 2));
      await tx
        .transaction(async (inner) => {
          await inner.delete(orders);
          inner.rollback();
        })
        .catch((error) => say('inner', error.message));
    },
    { isolationLevel: 'read committed', accessMode: 'read write' },
  );
  await db
    .insert(customers)
    .values({ id: 3, name: 'Zoe' })
    .onDuplicateKeyUpdate({ set: { name: 'Zoe' } });
  say('after', await db.select({ n: sql`count(*)`, top: sql`max(${orders.total})` }).from(orders));
  say('name', await db.select({ name: customers.name }).from(customers).where(eq(customers.id, 3)));
  await db
    .insert(customers)
    .values({ id: 1, name: 'x' })
    .catch((error) => say('duplicate', (error.cause ?? error).errno));
} catch (error) {
  console.log('FAILED', (error.cause ?? error).errno, (error.cause ?? error).message, error.query ?? '');
} finally {
  await db.execute(sql`drop table if exists dz_orders`);
  await db.execute(sql`drop table if exists dz_customers`);
  await pool.end();
}
