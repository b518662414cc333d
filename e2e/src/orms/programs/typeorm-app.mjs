// A small shop with TypeORM: migrations, synchronisation, relations, transactions. Arguments: port, database, folder of node_modules.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [port, database, modules] = process.argv.slice(2);
const require = createRequire(join(modules, 'package.json'));
require('reflect-metadata');
const { DataSource, EntitySchema, In, MoreThan } = require('typeorm');
const say = (label, value) => console.log(label, JSON.stringify(value));

const Customer = new EntitySchema({
  name: 'Customer',
  tableName: 'to_customer',
  columns: {
    id: { type: 'bigint', primary: true },
    name: { type: 'varchar', length: 80 },
    tags: { type: 'simple-array', nullable: true },
  },
  relations: { orders: { type: 'one-to-many', target: 'Order', inverseSide: 'customer' } },
});
const Order = new EntitySchema({
  name: 'Order',
  tableName: 'to_order',
  columns: {
    id: { type: 'bigint', primary: true },
    total: { type: 'decimal', precision: 12, scale: 2 },
    status: { type: 'enum', enum: ['new', 'paid'], default: 'new' },
    at: { type: 'datetime', precision: 3, nullable: true },
    version: { type: 'int', version: true },
  },
  indices: [{ name: 'by_status', columns: ['status'] }],
  relations: {
    customer: {
      type: 'many-to-one',
      target: 'Customer',
      joinColumn: { name: 'customer_id' },
      createForeignKeyConstraints: false,
    },
  },
});
class AddNote1700000000000 {
  async up(runner) {
    await runner.query('alter table to_order add note text');
  }
  async down(runner) {
    await runner.query('alter table to_order drop column note');
  }
}
const source = new DataSource({
  type: 'mysql',
  host: '127.0.0.1',
  port: Number(port),
  username: 'root',
  database,
  entities: [Customer, Order],
  migrations: [AddNote1700000000000],
  migrationsTableName: 'to_migrations',
  timezone: 'Z',
});

try {
  await source.initialize();
  await source.synchronize();
  await source.synchronize();
  say(
    'migrated',
    (await source.runMigrations({ transaction: 'each' })).map((m) => m.name),
  );
  await source.undoLastMigration();
  const [customers, orders] = [source.getRepository(Customer), source.getRepository(Order)];
  await customers.save([
    { id: '1', name: 'Ann', tags: ['a', 'b'] },
    { id: '2', name: "O'Brien" },
    { id: '3', name: 'Zoë' },
  ]);
  for (let i = 1; i <= 9; i++)
    await orders.save({
      id: String(i),
      total: `${i}.25`,
      customer: { id: String((i % 3) + 1) },
      at: new Date(Date.UTC(2024, 0, i)),
    });
  say('related', await customers.find({ relations: { orders: true }, order: { id: 'ASC', orders: { id: 'ASC' } } }));
  say('page', await orders.findAndCount({ where: { total: MoreThan(3) }, order: { id: 'ASC' }, take: 2, skip: 1 }));
  say(
    'built',
    await orders
      .createQueryBuilder('o')
      .innerJoin('o.customer', 'c')
      .select('c.name', 'name')
      .addSelect('SUM(o.total)', 'sum')
      .groupBy('c.id')
      .addGroupBy('c.name')
      .orderBy('c.name')
      .getRawMany(),
  );
  await source.transaction('READ COMMITTED', async (manager) => {
    await manager.update(Order, { customer: { id: '1' } }, { status: 'paid' });
    const locked = await manager.findOne(Order, { where: { id: '1' }, lock: { mode: 'pessimistic_write' } });
    locked.total = '100.00';
    await manager.save(Order, locked);
  });
  await source
    .transaction(async (manager) => {
      await manager.delete(Order, { id: In(['1', '2', '3']) });
      await manager.transaction((inner) => inner.update(Customer, { id: '1' }, { name: 'x' }));
      throw new Error('rolled back');
    })
    .catch((error) => say('error', error.message));
  say('after', [await orders.count(), await orders.countBy({ status: 'paid' }), await orders.findOneBy({ id: '1' })]);
  await customers.upsert({ id: '3', name: 'Zoe' }, ['id']);
  say('upserted', await customers.findOneBy({ id: '3' }));
  await customers.insert({ id: '1', name: 'x' }).catch((error) => say('duplicate', error.driverError?.errno));
} catch (error) {
  console.log('FAILED', error.driverError?.errno, error.message, error.query ?? '');
} finally {
  if (source.isInitialized) {
    for (const table of ['to_order', 'to_customer', 'to_migrations'])
      await source.query(`drop table if exists ${table}`);
    await source.destroy();
  }
}
