// A blog with MikroORM: schema generation and comparison, unit of work, generated ids, relations, savepoints, versions, upserts, paging.
import { connection, database, many, people, require, tell } from './blog.mjs';

const { EntitySchema, LockMode, MikroORM, raw } = require('@mikro-orm/mysql');
const User = new EntitySchema({
  name: 'User',
  tableName: 'mkd_users',
  properties: {
    id: { type: 'bigint', primary: true, autoincrement: true },
    email: { type: 'string', length: 80, unique: true },
    name: { type: 'string', length: 80 },
    balance: { type: 'decimal', precision: 12, scale: 2, default: 0 },
    born: { type: 'date', nullable: true },
    seen: { type: 'datetime', length: 6, nullable: true },
    meta: { type: 'json', nullable: true },
    version: { type: 'integer', version: true },
    posts: { kind: '1:m', entity: 'Post', mappedBy: 'user', orphanRemoval: true },
  },
});
const Post = new EntitySchema({
  name: 'Post',
  tableName: 'mkd_posts',
  properties: {
    id: { type: 'bigint', primary: true, autoincrement: true },
    title: { type: 'string', length: 200 },
    stars: { type: 'integer', default: 0 },
    published: { type: 'boolean', default: false },
    user: { kind: 'm:1', entity: 'User', deleteRule: 'cascade' },
    tags: { kind: 'm:n', entity: 'Tag', owner: true, pivotTable: 'mkd_post_tags', createForeignKeyConstraint: false },
  },
});
const Tag = new EntitySchema({
  name: 'Tag',
  tableName: 'mkd_tags',
  properties: { id: { type: 'bigint', primary: true, autoincrement: true }, word: { type: 'string', length: 30 } },
});
const orm = await MikroORM.init({
  entities: [User, Post, Tag],
  ...connection,
  dbName: database,
  timezone: 'Z',
  schemaGenerator: { disableForeignKeys: false },
});
const g = orm.schema ?? orm.getSchemaGenerator();
const em = () => orm.em.fork();
const own = (sql) => sql.split('\n').filter((line) => /mkd_/.test(line));
await tell('create', async () => {
  await g.execute(own(await g.getCreateSchemaSQL({ wrap: false })).join('\n'));
});
await tell('nothing left', async () => own(await g.getUpdateSchemaSQL({ wrap: false, safe: true })));
await tell('insert', async () => {
  const e = em();
  const made = people.map((p) => e.create('User', { ...p }));
  await e.flush();
  return made.map((u) => [u.id, u.version]);
});
await tell('bulk', async () => {
  const e = em();
  const made = many.map(({ i, title }) =>
    e.create('Post', {
      title,
      stars: i % 7,
      published: i % 2 === 0,
      user: e.getReference('User', String((i % 5) + 1)),
    }),
  );
  await e.flush();
  return [made.length, made[0].id, made.at(-1).id, await e.count('Post')];
});
await tell('tags', async () => {
  const e = em();
  const words = ['red', 'green', 'blue'].map((word) => e.create('Tag', { word }));
  for (const id of ['1', '2', '3'])
    (await e.findOneOrFail('Post', id, { populate: ['tags'] })).tags.set(words.slice(0, Number(id)));
  await e.flush();
  const found = await em().find(
    'Post',
    { id: { $in: ['1', '2', '3'] } },
    { populate: ['tags', 'user'], orderBy: { id: 1 } },
  );
  return found.map((p) => [
    p.id,
    p.user.name,
    p.tags
      .getItems()
      .map((t) => t.word)
      .sort(),
  ]);
});
await tell('read', async () =>
  (await em().find('User', {}, { orderBy: { id: 1 } })).map((u) => ({ ...u, posts: undefined })),
);
await tell('where', async () => [
  await em().count('Post', { stars: { $gte: 2, $lte: 4 } }),
  await em().count('Post', { title: { $like: 'post 1%' }, $or: [{ stars: 1 }, { published: true }] }),
  await em().count('User', { meta: { n: { $gt: 2 } } }),
  await em().count('User', { posts: { stars: 6 } }),
  await em().count('User', { born: { $lt: '1972-06-01' } }),
  await em().count('User', { name: /nn$/ }),
]);
await tell('paged', async () => {
  const [found, n] = await em().findAndCount(
    'User',
    { posts: { stars: { $gt: 4 } } },
    { populate: ['posts'], orderBy: { id: 1, posts: { id: -1 } }, limit: 2, offset: 1 },
  );
  return [n, found.map((u) => [u.id, u.posts.length])];
});
await tell('select-in', async () =>
  (await em().find('User', {}, { populate: ['posts'], strategy: 'select-in', orderBy: { id: 1 } })).map(
    (u) => u.posts.length,
  ),
);
await tell(
  'cursor',
  async () => {
    const first = await em().findByCursor('Post', { where: {}, first: 3, orderBy: { stars: 'desc', id: 'asc' } });
    const second = await em().findByCursor('Post', {
      where: {},
      first: 3,
      after: first,
      orderBy: { stars: 'desc', id: 'asc' },
    });
    return [first.totalCount, second.items.map((p) => p.id), second.hasNextPage];
  },
  (error) => [error.message.split('\n')[0]],
);
await tell('built', () =>
  em()
    .createQueryBuilder('Post', 'p')
    .select(['u.name', raw('count(*) as n'), raw('sum(p.stars) as stars')])
    .leftJoin('p.user', 'u')
    .groupBy('u.name')
    .having('count(*) > 10')
    .orderBy({ 'u.name': 1 })
    .execute(),
);
await tell('versions', async () => {
  const [a, b] = [em(), em()];
  const [u, v] = [await a.findOneOrFail('User', '3'), await b.findOneOrFail('User', '3')];
  u.name = 'first';
  await a.flush();
  v.name = 'second';
  return [
    u.version,
    await b.flush().catch((error) => error.constructor.name),
    await em()
      .findOneOrFail('User', '3', { lockMode: LockMode.OPTIMISTIC, lockVersion: 1 })
      .catch((error) => error.constructor.name),
  ];
});
await tell('upsert', async () => (await em().upsert('User', { email: '0@example.com', name: 'Ann 2' })).id);
await tell(
  'upsert by id',
  async () => (await em().upsert('User', { id: '2', email: '1@example.com', name: 'O 2' })).name,
);
await tell('upsert many', async () =>
  (
    await em().upsertMany('User', [
      { email: '2@example.com', name: 'Z 2' },
      { email: 'n@example.com', name: 'N' },
    ])
  ).map((u) => u.name),
);
await tell('unique', async () => {
  const e = em();
  e.create('User', { email: '0@example.com', name: 'x' });
  await e.flush();
});
await tell('no parent', async () => {
  const e = em();
  e.create('Post', { title: 'x', user: e.getReference('User', '99999') });
  await e.flush();
});
await tell('nested transactions', async () => {
  await em().transactional(async (e) => {
    (await e.findOneOrFail('User', '1', { lockMode: LockMode.PESSIMISTIC_WRITE })).balance = '7.25';
    await e.flush();
    await e
      .transactional(async (inner) => {
        await inner.nativeDelete('Post', {});
        throw new Error('inner');
      })
      .catch(() => {});
    await e.transactional((inner) => inner.nativeUpdate('User', { id: '4' }, { name: 'inner' }));
  });
  return [
    await em().count('Post'),
    (await em().find('User', {}, { orderBy: { id: 1 } })).map((u) => [u.name, u.balance]),
  ];
});
await tell('serializable', () =>
  em().transactional((e) => e.count('User'), { isolationLevel: 'serializable', readOnly: true }),
);
await tell('orphans', async () => {
  const e = em();
  const u = await e.findOneOrFail('User', '2', { populate: ['posts'] });
  const n = u.posts.length;
  u.posts.remove(u.posts.getItems()[0]);
  await e.flush();
  return [n, await em().count('Post', { user: '2' })];
});
await tell('native', async () => [
  await em().nativeUpdate('Post', { user: '2' }, { stars: raw('stars + 1') }),
  await em().nativeInsert('Tag', { word: 'native' }),
  await em().nativeDelete('Tag', { word: 'native' }),
]);
await tell('removed', async () => {
  const e = em();
  e.remove(await e.findOneOrFail('User', '1'));
  await e.flush();
  return [await e.count('Post'), await e.count('User')];
});
await tell(
  'streamed',
  async () => await em().getConnection().execute('select count(*) as n from mkd_posts where stars > ?', [2]),
);
await orm.em.execute('drop table if exists mkd_post_tags, mkd_posts, mkd_tags, mkd_users').catch(async () => {
  for (const t of ['mkd_post_tags', 'mkd_posts', 'mkd_tags', 'mkd_users'])
    await orm.em.execute(`drop table if exists ${t}`);
});
await orm.close();
