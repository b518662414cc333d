// A small shop with Prisma's client engine over its MariaDB adapter. The client is made from prisma/schema.prisma. Arguments: port, database, folder of node_modules.
import { connection, require, tell as tellWith } from './shop.mjs';

const { PrismaMariaDb } = require('@prisma/adapter-mariadb');
const { Prisma, PrismaClient } = require('@prisma/client');
const tell = (name, work) => tellWith(name, work, (error) => [error.code, error.message.split('\n').at(-1)]);
const p = new PrismaClient({
  adapter: new PrismaMariaDb({ ...connection, allowPublicKeyRetrieval: true, connectionLimit: 3 }),
});
await tell('drop', () => p.$executeRawUnsafe('drop table if exists pr_o'));
await tell('drop', () => p.$executeRawUnsafe('drop table if exists pr_c'));
await tell('c', () =>
  p.$executeRawUnsafe(
    'create table pr_c (id bigint primary key, name varchar(50) not null, bal decimal(10,2), at datetime(3), data longblob, active boolean not null default true)',
  ),
);
await tell('c', () =>
  p.$executeRawUnsafe(
    'create table pr_o (id bigint primary key, c_id bigint not null, meta json, qty int not null default 1, key(c_id))',
  ),
);
await tell('create', () =>
  p.cust.create({
    data: {
      id: 1n,
      name: 'Ann 😀',
      bal: '10.50',
      at: new Date('2020-01-02T03:04:05.678Z'),
      data: Buffer.from([0, 255]),
      orders: {
        create: [
          { id: 1n, meta: { a: [1, null] } },
          { id: 2n, meta: [], qty: 3 },
        ],
      },
    },
    include: { orders: true },
  }),
);
await tell('many', () =>
  p.cust.createMany({
    data: [
      { id: 2n, name: 'Bob' },
      { id: 3n, name: 'Cid', active: false },
    ],
  }),
);
await tell('skipdup', () => p.cust.createMany({ data: [{ id: 2n, name: 'Bob' }], skipDuplicates: true }));
await tell('find', () => p.cust.findMany({ include: { orders: { orderBy: { id: 'asc' } } }, orderBy: { id: 'asc' } }));
await tell('where', () =>
  p.cust.findMany({
    where: { OR: [{ name: { contains: 'nn' } }, { orders: { some: { qty: { gt: 2 } } } }] },
    orderBy: { name: 'desc' },
    skip: 0,
    take: 5,
  }),
);
await tell('count', () => p.cust.count({ where: { active: true } }));
await tell('agg', () => p.ord.aggregate({ _sum: { qty: true }, _avg: { qty: true }, _max: { id: true } }));
await tell('group', () => p.ord.groupBy({ by: ['cId'], _count: true, _sum: { qty: true } }));
await tell('update', () =>
  p.cust.update({
    where: { id: 1n },
    data: { bal: { increment: 5 }, orders: { update: { where: { id: 1n }, data: { qty: 9 } } } },
  }),
);
await tell('updateMany', () => p.ord.updateMany({ where: { cId: 1n }, data: { qty: { multiply: 2 } } }));
await tell('upsert', () =>
  p.cust.upsert({ where: { id: 4n }, create: { id: 4n, name: 'New' }, update: { name: 'Up' } }),
);
await tell('upsert2', () =>
  p.cust.upsert({ where: { id: 4n }, create: { id: 4n, name: 'New' }, update: { name: 'Up' } }),
);
await tell('tx', () =>
  p.$transaction(async (x) => {
    await x.cust.create({ data: { id: 9n, name: 'tx' } });
    throw new Error('back');
  }),
);
await tell('txs', () => p.$transaction([p.cust.create({ data: { id: 10n, name: 'a' } }), p.cust.count()]));
await tell('iso', () => p.$transaction((x) => x.cust.count(), { isolationLevel: 'Serializable' }));
await tell('dup', () => p.cust.create({ data: { id: 1n, name: 'x' } }));
await tell('notfound', () => p.cust.findUniqueOrThrow({ where: { id: 99n } }));
await tell('raw', () => p.$queryRaw`select id, name, bal, at, data, active from pr_c where id = ${1n}`);
await tell('rawin', () => p.$queryRaw(Prisma.sql`select count(*) n from pr_c where id in (${Prisma.join([1n, 2n])})`));
await tell('json', () => p.ord.findMany({ where: { meta: { path: '$.a', array_contains: 1 } } }));
await tell('rel', () =>
  p.ord.findMany({
    where: { c: { name: { startsWith: 'Ann' } } },
    select: { id: true, c: { select: { name: true } } },
    orderBy: { id: 'asc' },
  }),
);
await tell('del', () => p.ord.delete({ where: { id: 2n } }));
await tell('delMany', () => p.cust.deleteMany({ where: { id: { gt: 1n } } }));
await tell('distinct', () => p.cust.findMany({ distinct: ['active'], select: { active: true } }));
await p.$disconnect();
process.exit(0);
