// A blog with TypeORM: synchronisation and generated migrations, generated ids, relations of all kinds, savepoints, versions, soft deletion.
import { connection, many, people, require, tell } from './blog.mjs';

require('reflect-metadata');
const { Between, DataSource, EntitySchema, ILike, In, IsNull, LessThan, Like, MoreThan, Not, Raw } = require('typeorm');
const User = new EntitySchema({
  name: 'User',
  tableName: 'tod_users',
  columns: {
    id: { type: 'bigint', primary: true, generated: 'increment' },
    email: { type: 'varchar', length: 80, unique: true },
    name: { type: 'varchar', length: 80 },
    balance: { type: 'decimal', precision: 12, scale: 2, default: 0 },
    born: { type: 'date', nullable: true },
    seen: { type: 'datetime', precision: 6, nullable: true },
    meta: { type: 'json', nullable: true },
    role: { type: 'enum', enum: ['reader', 'writer'], default: 'reader' },
    flags: { type: 'set', enum: ['a', 'b', 'c'], nullable: true },
    blob: { type: 'varbinary', length: 20, nullable: true },
    version: { type: 'int', version: true },
    deletedAt: { type: 'datetime', precision: 6, deleteDate: true, nullable: true },
  },
  relations: { posts: { type: 'one-to-many', target: 'Post', inverseSide: 'user', cascade: true } },
});
const Post = new EntitySchema({
  name: 'Post',
  tableName: 'tod_posts',
  columns: {
    id: { type: 'bigint', primary: true, generated: 'increment' },
    title: { type: 'varchar', length: 200 },
    stars: { type: 'int', default: 0, unsigned: true },
    published: { type: 'boolean', default: false },
  },
  indices: [{ name: 'tod_stars', columns: ['stars', 'published'] }],
  relations: {
    user: { type: 'many-to-one', target: 'User', joinColumn: { name: 'user_id' }, onDelete: 'CASCADE' },
    tags: {
      type: 'many-to-many',
      target: 'Tag',
      joinTable: { name: 'tod_post_tags', joinColumn: { name: 'post_id' }, inverseJoinColumn: { name: 'tag_id' } },
      createForeignKeyConstraints: false,
    },
  },
});
const Tag = new EntitySchema({
  name: 'Tag',
  tableName: 'tod_tags',
  columns: { id: { type: 'bigint', primary: true, generated: 'increment' }, word: { type: 'varchar', length: 30 } },
});
const source = new DataSource({
  type: 'mysql',
  ...connection,
  username: 'root',
  entities: [User, Post, Tag],
  timezone: 'Z',
  migrationsTableName: 'tod_migrations',
});
await source.initialize();
await tell('synchronize', () => source.synchronize());
await tell('nothing left', async () => (await source.driver.createSchemaBuilder().log()).upQueries.map((q) => q.query));
await tell('synchronize again', () => source.synchronize());
const [users, posts, tags] = [User, Post, Tag].map((e) => source.getRepository(e));
await tell('insert', async () =>
  (await users.save(people.map((p) => ({ ...p, flags: ['a', 'c'], blob: Buffer.from([0, 255]) })))).map((u) => [
    u.id,
    u.version,
    u.role,
  ]),
);
await tell('bulk', async () => {
  const { identifiers, raw } = await posts.insert(
    many.map(({ i, title }) => ({ title, stars: i % 7, published: i % 2 === 0, user: { id: (i % 5) + 1 } })),
  );
  const ids = identifiers.map(({ id }) => Number(id)).sort((a, b) => a - b);
  return [ids.length, ids[0], ids.at(-1), raw.affectedRows, raw.insertId];
});
await tell('cascaded', async () => {
  const u = await users.save({ email: 'c@example.com', name: 'C', posts: [{ title: 'c1' }, { title: 'c2' }] });
  return [u.id, u.posts.map((p) => p.id)];
});
await tell('tags', async () => {
  const made = await tags.save([{ word: 'red' }, { word: 'green' }, { word: 'blue' }]);
  for (const id of ['1', '2', '3']) {
    const p = await posts.findOneByOrFail({ id });
    p.tags = made.slice(0, Number(id));
    await posts.save(p);
  }
  const found = await posts.find({
    where: { id: In(['1', '2', '3']) },
    relations: { tags: true, user: true },
    order: { id: 'ASC', tags: { id: 'ASC' } },
  });
  return found.map((p) => [p.id, p.user.name, p.tags.map((t) => t.word)]);
});
await tell('untag', async () => {
  const p = await posts.findOne({ where: { id: '3' }, relations: { tags: true } });
  p.tags = p.tags.filter((t) => t.word !== 'red');
  await posts.save(p);
  return source
    .createQueryBuilder()
    .relation(Post, 'tags')
    .of('3')
    .loadMany()
    .then((t) => t.map((x) => x.word).sort());
});
await tell('read', () => users.find({ order: { id: 'ASC' } }));
await tell('where', async () => [
  await posts.countBy({ stars: Between(2, 4) }),
  await posts.countBy({ title: Like('post 1%') }),
  await users.countBy({ name: ILike('%o%') }),
  await users.countBy({ born: LessThan('1972-06-01') }),
  await users.countBy({ deletedAt: IsNull(), meta: Not(IsNull()) }),
  await users.countBy({ balance: MoreThan('1000') }),
  await users.countBy({ meta: Raw((alias) => `json_extract(${alias}, '$.n') > 2`) }),
  await users.exists({ where: { email: '0@example.com' } }),
]);
await tell('nested where', async () =>
  (
    await posts.find({
      where: { user: { name: 'Ann' }, stars: 3 },
      order: { id: 'ASC' },
      take: 3,
      skip: 1,
      select: { id: true, title: true },
    })
  ).map((p) => [p.id, p.title]),
);
await tell('paged with relations', async () => {
  const [found, n] = await users.findAndCount({
    relations: { posts: true },
    order: { id: 'ASC', posts: { id: 'DESC' } },
    take: 2,
    skip: 1,
  });
  return [n, found.map((u) => [u.id, u.posts.length, u.posts[0].id])];
});
await tell('built', () =>
  users
    .createQueryBuilder('u')
    .leftJoin('u.posts', 'p', 'p.published = :yes', { yes: true })
    .select('u.name', 'name')
    .addSelect('COUNT(p.id)', 'n')
    .addSelect('SUM(p.stars)', 'stars')
    .groupBy('u.id')
    .having('n > :min', { min: 5 })
    .orderBy('stars', 'DESC')
    .addOrderBy('u.id')
    .getRawMany(),
);
await tell('subquery', () =>
  posts
    .createQueryBuilder('p')
    .select(['p.id'])
    .where((qb) => `p.user_id IN ${qb.subQuery().select('x.id').from(User, 'x').where('x.balance > 2000').getQuery()}`)
    .orderBy('p.id')
    .limit(3)
    .getMany(),
);
await tell('increment', async () => [
  (await posts.increment({ user: { id: '1' } }, 'stars', 2)).affected,
  await posts.sum('stars', { published: true }),
  await posts.average('stars'),
  await posts.maximum('stars'),
  await posts.minimum('stars'),
]);
await tell('versions', async () => {
  const u = await users.findOneByOrFail({ id: '2' });
  u.name = 'changed';
  await users.save(u);
  const again = await source
    .createQueryBuilder(User, 'u')
    .setLock('optimistic', 1)
    .where('u.id = 2')
    .getOne()
    .catch((e) => e.constructor.name);
  return [u.version, again];
});
await tell(
  'upsert',
  async () =>
    (
      await users.upsert(
        [
          { email: '0@example.com', name: 'Ann 2' },
          { email: 'new@example.com', name: 'New' },
        ],
        ['email'],
      )
    ).identifiers.length,
);
await tell(
  'upsert by id',
  async () => (await users.upsert({ id: '2', email: '1@example.com', name: 'O 2' }, ['id'])).raw.affectedRows,
);
await tell(
  'or ignore',
  async () =>
    (await users.createQueryBuilder().insert().values({ email: '0@example.com', name: 'x' }).orIgnore().execute()).raw
      .affectedRows,
);
await tell('unique', () => users.insert({ email: '0@example.com', name: 'x' }));
await tell('no parent', () => posts.insert({ title: 'x', user: { id: '99999' } }));
await tell('nested transactions', async () => {
  await source.transaction(async (m) => {
    await m.decrement(User, { id: '1' }, 'balance', 10);
    await m
      .transaction(async (n) => {
        await n.delete(Post, {});
        throw new Error('inner');
      })
      .catch(() => {});
    await m.transaction((n) => n.increment(User, { id: '3' }, 'balance', 10));
    await m.findOne(User, { where: { id: '1' }, lock: { mode: 'pessimistic_write' } });
    await m.findOne(User, { where: { id: '1' }, lock: { mode: 'pessimistic_read' } });
  });
  return [
    await posts.count(),
    (await users.find({ order: { id: 'ASC' }, select: { balance: true } })).map((u) => u.balance),
  ];
});
await tell('runner', async () => {
  const runner = source.createQueryRunner();
  await runner.startTransaction('SERIALIZABLE');
  await runner.manager.save(User, { email: 'r@example.com', name: 'R' });
  await runner.rollbackTransaction();
  const table = await runner.getTable('tod_posts');
  const found = [
    table.columns.map((c) => [c.name, c.type, c.isNullable, c.default, c.isGenerated]).sort(),
    table.indices.map((i) => [i.name, i.columnNames]),
    table.foreignKeys.map((f) => [f.columnNames, f.referencedTableName, f.onDelete]),
  ];
  await runner.release();
  return found;
});
await tell('soft deletion', async () => {
  await users.softDelete({ id: '5' });
  const counts = [await users.count(), await users.count({ withDeleted: true })];
  await users.restore({ id: '5' });
  return [...counts, await users.count()];
});
await tell('alterations', async () => {
  const runner = source.createQueryRunner();
  const { TableColumn, TableIndex } = require('typeorm');
  await runner.addColumn(
    'tod_posts',
    new TableColumn({ name: 'note', type: 'varchar', length: '20', isNullable: true }),
  );
  await runner.renameColumn('tod_posts', 'note', 'remark');
  await runner.changeColumn(
    'tod_posts',
    'remark',
    new TableColumn({ name: 'remark', type: 'varchar', length: '40', isNullable: true, default: "'x'" }),
  );
  await runner.createIndex('tod_posts', new TableIndex({ name: 'tod_remark', columnNames: ['remark'] }));
  const sqls = (await source.driver.createSchemaBuilder().log()).upQueries.map((q) => q.query);
  await runner.dropIndex('tod_posts', 'tod_remark');
  await runner.dropColumn('tod_posts', 'remark');
  await runner.release();
  return [sqls, (await source.driver.createSchemaBuilder().log()).upQueries.length];
});
await tell('streamed', async () => {
  const stream = await posts.createQueryBuilder('p').stream();
  let n = 0;
  for await (const _ of stream) n++;
  return n;
});
await tell('removed', async () => {
  await users.remove(await users.findOneByOrFail({ id: '1' }));
  return [await posts.count(), await users.count()];
});
for (const table of ['tod_post_tags', 'tod_posts', 'tod_tags', 'tod_users', 'tod_migrations'])
  await source.query(`drop table if exists ${table}`);
await source.destroy();
