// A blog with Prisma's client engine over its MariaDB adapter: generated ids, relations of all kinds, nested writes, interactive and batched transactions, versions, upserts, paging.
import { connection, many, people, require, tell as tellWith } from './blog.mjs';

const { PrismaMariaDb } = require('@prisma/adapter-mariadb');
const { Prisma, PrismaClient } = require('@prisma/client');
const tell = (name, work) =>
  tellWith(name, work, (error) => [
    error.code,
    error.meta?.driverAdapterError?.cause?.originalCode,
    error.message.split('\n').at(-1),
  ]);
const p = new PrismaClient({
  adapter: new PrismaMariaDb({ ...connection, allowPublicKeyRetrieval: true, connectionLimit: 3 }),
});
for (const sql of [
  "CREATE TABLE `prd_users` (`id` BIGINT NOT NULL AUTO_INCREMENT, `email` VARCHAR(80) NOT NULL, `name` VARCHAR(80) NOT NULL, `balance` DECIMAL(12, 2) NOT NULL DEFAULT 0, `born` DATE NULL, `seen` DATETIME(6) NULL, `meta` JSON NULL, `role` ENUM('reader', 'writer') NOT NULL DEFAULT 'reader', `version` INTEGER NOT NULL DEFAULT 1, `blob` LONGBLOB NULL, UNIQUE INDEX `prd_users_email_key`(`email`), PRIMARY KEY (`id`)) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
  'CREATE TABLE `prd_posts` (`id` BIGINT NOT NULL AUTO_INCREMENT, `user_id` BIGINT NOT NULL, `title` VARCHAR(200) NOT NULL, `stars` INTEGER NOT NULL DEFAULT 0, `published` BOOLEAN NOT NULL DEFAULT false, `score` DOUBLE NULL, INDEX `prd_posts_stars_idx`(`stars`, `user_id`), PRIMARY KEY (`id`)) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci',
  'CREATE TABLE `prd_tags` (`id` BIGINT NOT NULL AUTO_INCREMENT, `word` VARCHAR(30) NOT NULL, PRIMARY KEY (`id`)) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci',
  'CREATE TABLE `prd_post_tags` (`post_id` BIGINT NOT NULL, `tag_id` BIGINT NOT NULL, PRIMARY KEY (`post_id`, `tag_id`)) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci',
  'ALTER TABLE `prd_posts` ADD CONSTRAINT `prd_posts_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `prd_users`(`id`) ON DELETE CASCADE ON UPDATE CASCADE',
])
  await tell('migrate', () => p.$executeRawUnsafe(sql));
await tell('insert', async () => {
  const ids = [];
  for (const { born, ...one } of people)
    ids.push((await p.user.create({ data: { ...one, born: new Date(born), blob: Buffer.from([0, 255]) } })).id);
  return ids;
});
await tell('bulk', () =>
  p.post.createMany({
    data: many.map(({ i, title }) => ({
      title,
      stars: i % 7,
      published: i % 2 === 0,
      userId: BigInt((i % 5) + 1),
      score: i / 3,
    })),
  }),
);
await tell('nested', async () => {
  const u = await p.user.create({
    data: {
      email: 'c@example.com',
      name: 'C',
      posts: { create: [{ title: 'c1', tags: { create: [{ tag: { create: { word: 'red' } } }] } }, { title: 'c2' }] },
    },
    include: { posts: { include: { tags: { include: { tag: true } } }, orderBy: { id: 'asc' } } },
  });
  return [u.id, u.posts.map((x) => [x.id, x.tags.map((t) => t.tag.word)])];
});
await tell('read', () => p.user.findMany({ orderBy: { id: 'asc' } }));
await tell('where', async () => [
  await p.post.count({ where: { stars: { gte: 2, lte: 4 } } }),
  await p.post.count({
    where: { OR: [{ title: { startsWith: 'post 1' } }, { title: { endsWith: '9' } }], NOT: { stars: 3 } },
  }),
  await p.user.count({ where: { posts: { some: { stars: 6 } } } }),
  await p.user.count({ where: { posts: { none: { stars: { gt: 5 } } } } }),
  await p.user.count({ where: { posts: { every: { stars: { gte: 0 } } } } }),
  await p.user.count({ where: { meta: { path: '$.n', gt: 2 } } }),
  await p.user.count({ where: { meta: { path: '$.deep.list', array_contains: 'x' } } }),
  await p.user.count({ where: { meta: { equals: Prisma.AnyNull } } }),
  await p.user.count({ where: { born: { lt: new Date('1972-06-01') } } }),
  await p.post.count({ where: { user: { is: { name: 'Ann' } } } }),
]);
await tell(
  'included',
  async () =>
    await p.user.findMany({
      include: {
        posts: { where: { stars: { gt: 4 } }, orderBy: { id: 'desc' }, take: 2, select: { id: true, tags: true } },
        _count: { select: { posts: true } },
      },
      orderBy: { id: 'asc' },
      omit: { blob: true },
    }),
);
await tell('cursor', async () => [
  await p.post.findMany({ cursor: { id: 100n }, take: 3, skip: 1, orderBy: { id: 'asc' }, select: { id: true } }),
  await p.post.findMany({ cursor: { id: 100n }, take: -3, orderBy: { id: 'asc' }, select: { id: true } }),
]);
await tell(
  'ordered by relation',
  async () =>
    await p.post.findMany({ orderBy: [{ user: { name: 'asc' } }, { id: 'asc' }], take: 4, select: { id: true } }),
);
await tell(
  'ordered by count',
  async () => await p.user.findMany({ orderBy: [{ posts: { _count: 'desc' } }, { id: 'asc' }], select: { id: true } }),
);
await tell('distinct', async () =>
  p.post.findMany({ distinct: ['stars'], orderBy: [{ stars: 'asc' }, { id: 'asc' }], select: { stars: true } }),
);
await tell('aggregate', () =>
  p.post.aggregate({
    _sum: { stars: true, score: true },
    _avg: { stars: true },
    _min: { title: true },
    _max: { id: true },
    _count: { _all: true, score: true },
  }),
);
await tell('grouped', () =>
  p.post.groupBy({
    by: ['userId', 'published'],
    _sum: { stars: true },
    _count: { _all: true },
    having: { stars: { _sum: { gt: 50 } } },
    orderBy: [{ userId: 'asc' }, { published: 'asc' }],
  }),
);
await tell(
  'update nested',
  async () =>
    await p.user.update({
      where: { email: 'c@example.com' },
      data: {
        balance: { increment: '1.25' },
        posts: {
          updateMany: { where: { title: 'c1' }, data: { stars: { increment: 3 } } },
          deleteMany: { title: 'c2' },
          create: { title: 'c3' },
        },
      },
      include: { posts: { orderBy: { id: 'asc' } } },
    }),
);
await tell(
  'connect',
  async () =>
    await p.post.update({
      where: { id: 1n },
      data: { tags: { create: { tag: { connect: { id: 1n } } } }, score: null },
      include: { tags: true },
    }),
);
await tell('connect or create', async () =>
  (
    await p.post.update({
      where: { id: 2n },
      data: { tags: { create: { tag: { connectOrCreate: { where: { id: 99n }, create: { word: 'made' } } } } } },
      include: { tags: { include: { tag: { select: { word: true } } } } },
    })
  ).tags.map((t) => t.tag.word),
);
await tell('versions', async () => {
  const set = () =>
    p.user.updateMany({ where: { id: 3n, version: 1 }, data: { name: 'v', version: { increment: 1 } } });
  return [await set(), await set()];
});
await tell('upsert', async () => [
  (
    await p.user.upsert({
      where: { email: '0@example.com' },
      create: { email: '0@example.com', name: 'x' },
      update: { name: 'Ann 2' },
    })
  ).name,
  (
    await p.user.upsert({
      where: { email: 'n@example.com' },
      create: { email: 'n@example.com', name: 'N' },
      update: { name: 'x' },
    })
  ).name,
]);
await tell('skip duplicates', () =>
  p.user.createMany({
    data: [
      { email: '0@example.com', name: 'x' },
      { email: 'm@example.com', name: 'M' },
    ],
    skipDuplicates: true,
  }),
);
await tell('unique', () => p.user.create({ data: { email: '0@example.com', name: 'x' } }));
await tell('no parent', () => p.post.create({ data: { title: 'x', userId: 99999n } }));
await tell('too long', () => p.user.create({ data: { email: 'l@example.com', name: 'x'.repeat(100) } }));
await tell('not there', () => p.user.update({ where: { id: 99999n }, data: { name: 'x' } }));
await tell('batched', async () =>
  (
    await p.$transaction([
      p.user.update({ where: { id: 1n }, data: { balance: { decrement: 5 } } }),
      p.user.update({ where: { id: 2n }, data: { balance: { increment: 5 } } }),
      p.user.count(),
    ])
  ).map((x) => x.balance ?? x),
);
await tell('batch undone', () =>
  p.$transaction([
    p.user.update({ where: { id: 1n }, data: { balance: { decrement: 5 } } }),
    p.user.create({ data: { email: '0@example.com', name: 'x' } }),
  ]),
);
await tell('interactive', async () => {
  await p
    .$transaction(
      async (x) => {
        await x.user.update({ where: { id: 1n }, data: { balance: { decrement: 1 } } });
        await x.$queryRaw`select id from prd_users where id = ${1n} for update`;
        await x.post.deleteMany({});
        throw new Error('back');
      },
      { isolationLevel: 'ReadCommitted' },
    )
    .catch(() => {});
  return [await p.post.count(), (await p.user.findUnique({ where: { id: 1n } })).balance];
});
await tell('batched reads', () =>
  Promise.all([1n, 2n, 3n, 77n].map((id) => p.user.findUnique({ where: { id }, select: { name: true } }))),
);
await tell('fluent', () => p.post.findUnique({ where: { id: 6n } }).user({ select: { name: true } }));
await tell('raw', async () => [
  await p.$queryRaw`select id, email, balance, born, seen, meta, role, version, hex(prd_users.blob) as b from prd_users where id in (${Prisma.join([1n, 2n])}) order by id`,
  await p.$executeRaw`update prd_posts set stars = stars + ${1} where user_id = ${2n}`,
]);
await tell('in many', async () =>
  p.post.count({ where: { id: { in: Array.from({ length: 400 }, (_, i) => BigInt(i)) } } }),
);
await tell('cascade', async () => [(await p.user.delete({ where: { id: 1n } })).name, await p.post.count()]);
for (const t of ['prd_post_tags', 'prd_posts', 'prd_tags', 'prd_users'])
  await p.$executeRawUnsafe(`drop table if exists ${t}`);
await p.$disconnect();
process.exit(0);
