// A small shop with MikroORM: its schema generator, unit of work, relations, upserts. Arguments: port, database, folder of node_modules.
import { connection, require, tell } from './shop.mjs';

const { MikroORM, EntitySchema } = require('@mikro-orm/mysql');
const C = new EntitySchema({
  name: 'C',
  tableName: 'mk_c',
  properties: {
    id: { type: 'bigint', primary: true, autoincrement: false },
    name: { type: 'string', length: 40, unique: false },
    bal: { type: 'decimal', precision: 10, scale: 2, nullable: true },
    at: { type: 'datetime', nullable: true },
    os: { kind: '1:m', entity: 'O', mappedBy: 'c' },
  },
});
const O = new EntitySchema({
  name: 'O',
  tableName: 'mk_o',
  properties: {
    id: { type: 'bigint', primary: true, autoincrement: false },
    c: { kind: 'm:1', entity: 'C', createForeignKeyConstraint: false },
    meta: { type: 'json', nullable: true },
  },
});
const orm = await MikroORM.init({
  entities: [C, O],
  ...connection,
  dbName: database,
  allowGlobalContext: true,
  schemaGenerator: { createForeignKeys: false, disableForeignKeys: false },
  discovery: { warnWhenNoEntities: false },
});
const g = orm.getSchemaGenerator();
await tell('drop', () => orm.em.execute('drop table if exists mk_o, mk_c').then(() => 0));
await tell('create', () => g.createSchema({ wrap: false }).then(() => 0));
await tell('update', async () =>
  (await g.getUpdateSchemaSQL({ wrap: false, safe: true })).split('\n').filter((l) => /mk_/.test(l)),
);
const em = orm.em.fork();
await tell('persist', async () => {
  const c = em.create('C', { id: '1', name: 'Ann', bal: '1.5', at: new Date('2020-01-02T03:04:05Z') });
  em.create('O', { id: '1', c, meta: { a: 1 } });
  em.create('O', { id: '2', c, meta: null });
  await em.flush();
});
const e2 = orm.em.fork();
await tell('find', async () =>
  (await e2.find('C', {}, { populate: ['os'], orderBy: { id: 1 } })).map((c) => [
    c.id,
    c.name,
    c.bal,
    c.at,
    c.os.length,
  ]),
);
await tell('change', async () => {
  const c = await e2.findOneOrFail('C', '1');
  c.name = 'Ann2';
  await e2.flush();
  return (await orm.em.fork().findOne('C', '1')).name;
});
await tell('tx', () =>
  orm.em.fork().transactional(async (t) => {
    t.create('C', { id: '3', name: 'z' });
    await t.flush();
    throw new Error('back');
  }),
);
await tell('count', () => orm.em.fork().count('C'));
await tell('qb', () =>
  orm.em
    .fork()
    .createQueryBuilder('O', 'o')
    .select(['o.id', 'o.meta'])
    .leftJoin('o.c', 'c')
    .where({ 'c.name': 'Ann2' })
    .orderBy({ 'o.id': 1 })
    .execute(),
);
await tell('remove', async () => {
  const f = orm.em.fork();
  f.remove(await f.findOneOrFail('O', '2'));
  await f.flush();
  return f.count('O');
});
await tell('dup', async () => {
  const f = orm.em.fork();
  f.create('C', { id: '1', name: 'd' });
  await f.flush();
});
await tell('upsert', async () => {
  const f = orm.em.fork();
  await f.upsert('C', { id: '1', name: 'up' });
  await f.upsertMany('C', [
    { id: '1', name: 'u1' },
    { id: '8', name: 'u8' },
  ]);
  return (await f.fork().find('C', {}, { orderBy: { id: 1 } })).map((c) => c.name);
});
await orm.close();
