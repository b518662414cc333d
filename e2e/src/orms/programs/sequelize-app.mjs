// A small shop with Sequelize: sync, alter, associations, transactions. Arguments: port, database, folder of node_modules.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [port, database, modules] = process.argv.slice(2);
const require = createRequire(join(modules, 'package.json'));
const { DataTypes, Op, Sequelize, Transaction } = require('sequelize');
const db = new Sequelize(database, 'root', '', {
  dialect: 'mysql',
  host: '127.0.0.1',
  port: Number(port),
  logging: false,
});
const say = (label, value) => console.log(label, JSON.stringify(value));
const constraints = { foreignKey: 'customerId', constraints: false };

const Customer = db.define('seq_customer', {
  id: { type: DataTypes.BIGINT, primaryKey: true },
  name: { type: DataTypes.STRING(80), allowNull: false },
  extra: DataTypes.JSON,
  active: { type: DataTypes.BOOLEAN, defaultValue: true },
});
const Order = db.define(
  'seq_order',
  {
    id: { type: DataTypes.BIGINT, primaryKey: true },
    total: DataTypes.DECIMAL(12, 2),
    status: { type: DataTypes.ENUM('new', 'paid'), defaultValue: 'new' },
    at: DataTypes.DATE(3),
  },
  { indexes: [{ fields: ['status'] }], timestamps: false },
);
Customer.hasMany(Order, constraints);
Order.belongsTo(Customer, constraints);

try {
  await db.authenticate();
  await Order.drop();
  await Customer.drop();
  await db.sync();
  await db.sync({ alter: true });
  say(
    'tables',
    (await db.getQueryInterface().showAllTables())
      .map((t) => t.tableName ?? t)
      .filter((t) => t.startsWith('seq_'))
      .sort(),
  );
  say('described', Object.keys(await Order.describe()).sort());
  say('indexes', (await db.getQueryInterface().showIndex('seq_orders')).map((i) => i.name).sort());
  await Customer.bulkCreate([
    { id: 1, name: 'Ann', extra: { a: 1 } },
    { id: 2, name: "O'Brien", extra: null },
    { id: 3, name: 'Zoë', active: false },
  ]);
  for (let i = 1; i <= 9; i++)
    await Order.create({
      id: i,
      total: `${i}.25`,
      customerId: (i % 3) + 1,
      at: new Date(Date.UTC(2024, 0, i, 1, 2, 3, 4)),
    });
  const found = await Customer.findAll({
    include: Order,
    order: [
      ['id', 'ASC'],
      [Order, 'id', 'DESC'],
    ],
  });
  say(
    'included',
    found.map((c) => [c.id, c.name, c.extra, c.active, c.seq_orders.map((o) => [o.id, o.total, o.at])]),
  );
  say(
    'counted',
    await Order.findAndCountAll({
      where: { total: { [Op.gt]: 3 } },
      order: ['id'],
      limit: 2,
      raw: true,
      attributes: ['id'],
    }),
  );
  say(
    'grouped',
    await Order.findAll({
      attributes: ['customerId', [db.fn('SUM', db.col('total')), 'sum']],
      group: ['customerId'],
      order: ['customerId'],
      raw: true,
    }),
  );
  await db.transaction({ isolationLevel: Transaction.ISOLATION_LEVELS.READ_COMMITTED }, async (transaction) => {
    await Order.update({ status: 'paid' }, { where: { customerId: 1 }, transaction });
    const locked = await Order.findByPk(1, { transaction, lock: transaction.LOCK.UPDATE });
    await locked.update({ total: 100 }, { transaction });
  });
  await db
    .transaction(async (transaction) => {
      await Order.destroy({ where: {}, transaction });
      await db.transaction({ transaction }, async (inner) =>
        Customer.update({ name: 'x' }, { where: { id: 1 }, transaction: inner }),
      );
      throw new Error('rolled back');
    })
    .catch((error) => say('error', error.message));
  say('after', [
    await Order.count(),
    await Order.count({ where: { status: 'paid' } }),
    (await Order.findByPk(1)).total,
  ]);
  const [row, created] = await Customer.findOrCreate({ where: { id: 4 }, defaults: { name: 'New' } });
  say('found or created', [row.name, created]);
  await Customer.upsert({ id: 4, name: 'Newer' });
  say('upserted', (await Customer.findByPk(4)).name);
  await Customer.create({ id: 1, name: 'x' }).catch((error) => say('duplicate', error.name));
  await db.getQueryInterface().addColumn('seq_orders', 'note', { type: DataTypes.TEXT });
  await db.getQueryInterface().removeColumn('seq_orders', 'note');
  await Order.drop();
  await Customer.drop();
} catch (error) {
  console.log('FAILED', error.original?.errno, error.message, error.sql ?? '');
} finally {
  await db.close();
}
