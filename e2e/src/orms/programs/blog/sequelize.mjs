// A blog with Sequelize 6 (and 7, which sequelize7.mjs asks for): synchronisation, generated ids, associations of all kinds, savepoints, versions, paranoid deletion, introspection.
import { connection, database, many, people, require, tell } from './blog.mjs';

const isSeven = process.env.SEQUELIZE === '7';
const at = isSeven ? 'sq7' : 'sqd';
const library = require(isSeven ? '@sequelize/core' : 'sequelize');
const { DataTypes, Op, Sequelize } = library;
const db = isSeven
  ? new Sequelize({
      dialect: require('@sequelize/mysql').MySqlDialect,
      host: connection.host,
      port: connection.port,
      user: 'root',
      database,
      logging: false,
    })
  : new Sequelize(database, 'root', '', {
      dialect: 'mysql',
      host: connection.host,
      port: connection.port,
      logging: false,
    });
const literal = isSeven ? library.sql.literal : Sequelize.literal;
const fn = isSeven ? library.sql.fn : Sequelize.fn;
const col = isSeven ? library.sql.col : Sequelize.col;
const common = { timestamps: true, createdAt: false, updatedAt: false };
const User = db.define(
  'User',
  {
    id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
    email: { type: DataTypes.STRING(80), allowNull: false, unique: true },
    name: { type: DataTypes.STRING(80), allowNull: false },
    balance: { type: DataTypes.DECIMAL(12, 2), defaultValue: 0 },
    born: DataTypes.DATEONLY,
    seen: DataTypes.DATE(6),
    meta: DataTypes.JSON,
    blob: DataTypes.BLOB,
    role: { type: DataTypes.ENUM('reader', 'writer'), defaultValue: 'reader' },
  },
  { ...common, tableName: `${at}_users`, version: true, paranoid: true },
);
const Post = db.define(
  'Post',
  {
    id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
    title: DataTypes.STRING(200),
    stars: { type: DataTypes.INTEGER, defaultValue: 0 },
    published: DataTypes.BOOLEAN,
  },
  { ...common, tableName: `${at}_posts`, indexes: [{ name: `${at}_stars`, fields: ['stars', 'published'] }] },
);
const Tag = db.define(
  'Tag',
  { id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true }, word: DataTypes.STRING(30) },
  { ...common, tableName: `${at}_tags` },
);
const PostTag = db.define('PostTag', {}, { ...common, tableName: `${at}_post_tags` });
if (isSeven) {
  User.hasMany(Post, { as: 'posts', foreignKey: { name: 'userId', onDelete: 'CASCADE' }, inverse: { as: 'user' } });
  Post.belongsToMany(Tag, {
    as: 'tags',
    through: PostTag,
    foreignKey: 'postId',
    otherKey: 'tagId',
    foreignKeyConstraints: false,
    inverse: { as: 'posts' },
  });
} else {
  User.hasMany(Post, { as: 'posts', foreignKey: 'userId', onDelete: 'CASCADE', hooks: false });
  Post.belongsTo(User, { as: 'user', foreignKey: 'userId' });
  Post.belongsToMany(Tag, {
    as: 'tags',
    through: PostTag,
    foreignKey: 'postId',
    otherKey: 'tagId',
    constraints: false,
  });
  Tag.belongsToMany(Post, {
    as: 'posts',
    through: PostTag,
    foreignKey: 'tagId',
    otherKey: 'postId',
    constraints: false,
  });
}
const rows = (found) => found.map((one) => one.get({ plain: true }));
await tell('sync', () => db.sync().then(() => 0));
await tell('sync again', () => db.sync({ alter: true }).then(() => 0));
const q = db.getQueryInterface();
await tell('described', async () => await q.describeTable(`${at}_users`));
await tell('indexes', async () =>
  (await q.showIndex(`${at}_posts`)).map((i) => [i.name, i.unique, i.fields.map((f) => f.attribute)]),
);
await tell('foreign keys', async () =>
  isSeven
    ? (await q.showConstraints(`${at}_posts`)).map((c) => [
        c.constraintType,
        c.columnNames,
        c.referencedTableName,
        c.deleteAction,
      ])
    : (await q.getForeignKeyReferencesForTable(`${at}_posts`)).map((f) => [
        f.columnName,
        f.referencedTableName,
        f.referencedColumnName,
      ]),
);
await tell('insert', async () => {
  const made = [];
  for (const one of people) made.push(await User.create({ ...one, blob: Buffer.from([0, 255]) }));
  return made.map((u) => [u.id, u.version, u.role]);
});
await tell('bulk', async () => {
  const made = await Post.bulkCreate(
    many.map(({ i, title }) => ({ title, stars: i % 7, published: i % 2 === 0, userId: (i % 5) + 1 })),
  );
  return [made.length, made[0].id, made.at(-1).id, await Post.count()];
});
await tell('tags', async () => {
  const made = await Tag.bulkCreate([{ word: 'red' }, { word: 'green' }, { word: 'blue' }]);
  const words = await Tag.findAll({ order: ['id'] });
  for (const id of [1, 2, 3]) await (await Post.findByPk(id)).setTags(words.slice(0, id));
  const found = await Post.findAll({
    where: { id: [1, 2, 3] },
    include: ['user', 'tags'],
    order: ['id', ['tags', 'id', 'ASC']],
  });
  return [made.length, found.map((p) => [p.id, p.user.name, p.tags.map((t) => t.word)])];
});
await tell('untag', async () => {
  const p = await Post.findByPk(3);
  await p.removeTag(await Tag.findOne({ where: { word: 'red' } }));
  return [await p.countTags(), await p.hasTag(1), (await p.getTags({ order: ['id'] })).map((t) => t.word)];
});
await tell('read', async () => rows(await User.findAll({ order: ['id'] })));
await tell('where', async () => [
  await Post.count({ where: { stars: { [Op.between]: [2, 4] } } }),
  await Post.count({ where: { title: { [Op.like]: 'post 1%' }, [Op.or]: [{ stars: 1 }, { published: true }] } }),
  await User.count({ where: { 'meta.n': { [Op.gt]: 2 } } }),
  await User.count({ where: { born: { [Op.lt]: '1972-06-01' }, balance: { [Op.gte]: 1000 } } }),
  await User.count({ where: literal("json_contains(meta, '1', '$.n')") }),
]);
await tell('paged', async () => {
  const { count, rows: found } = await User.findAndCountAll({
    include: [{ association: 'posts', where: { stars: { [Op.gt]: 4 } } }],
    distinct: true,
    order: ['id', ['posts', 'id', 'DESC']],
    limit: 2,
    offset: 1,
  });
  return [count, found.map((u) => [u.id, u.posts.length, u.posts[0].id])];
});
await tell('separate', async () =>
  rows(
    await User.findAll({
      attributes: ['id'],
      include: [{ association: 'posts', separate: true, attributes: ['id', 'userId'], order: ['id'], limit: 2 }],
      order: ['id'],
    }),
  ),
);
await tell('grouped', () =>
  Post.findAll({
    attributes: [
      [fn('COUNT', col('Post.id')), 'n'],
      [fn('SUM', col('stars')), 'stars'],
      [fn('AVG', col('stars')), 'avg'],
    ],
    include: [{ association: 'user', attributes: ['name'] }],
    group: ['user.id', 'user.name'],
    order: [[col('user.id'), 'ASC']],
    raw: true,
  }),
);
await tell('literal subquery', () =>
  User.findAll({
    attributes: ['id', [literal(`(select count(*) from ${at}_posts p where p.userId = User.id and p.stars = 3)`), 'n']],
    order: ['id'],
    raw: true,
  }),
);
await tell('aggregates', async () => [
  await Post.sum('stars'),
  await Post.max('title'),
  await Post.min('stars'),
  await Post.aggregate('stars', 'count', { distinct: true }),
]);
await tell('increment', async () => {
  await Post.increment({ stars: 2 }, { where: { userId: 1 } });
  await User.decrement('balance', { by: 1.5, where: { id: 2 } });
  return [await Post.sum('stars'), (await User.findByPk(2)).balance];
});
await tell('versions', async () => {
  const [a, b] = [await User.findByPk(3), await User.findByPk(3)];
  await a.update({ name: 'first' });
  return [a.version, await b.update({ name: 'second' }).catch((e) => [e.name, e.message])];
});
await tell('upsert', async () => (await User.upsert({ email: '0@example.com', name: 'Ann 2' }))[1]);
await tell('upsert by id', async () => [
  (await User.upsert({ id: 2, email: '1@example.com', name: 'O 2' }))[1],
  (await User.findByPk(2)).name,
]);
await tell(
  'bulk upsert',
  async () =>
    (
      await User.bulkCreate(
        [
          { email: '2@example.com', name: 'Z 2' },
          { email: 'n@example.com', name: 'N' },
        ],
        { updateOnDuplicate: ['name'] },
      )
    ).length,
);
await tell(
  'ignored',
  async () => (await User.bulkCreate([{ email: '0@example.com', name: 'x' }], { ignoreDuplicates: true })).length,
);
await tell('found or created', async () => {
  const [u, made] = await User.findOrCreate({ where: { email: 'f@example.com' }, defaults: { name: 'F' } });
  const [v, again] = await User.findOrCreate({ where: { email: 'f@example.com' }, defaults: { name: 'F' } });
  return [made, again, u.id === v.id];
});
await tell('unique', () => User.create({ email: '0@example.com', name: 'x' }));
await tell('no parent', () => Post.create({ title: 'x', userId: 99999 }));
await tell('names', async () =>
  (await User.findAll({ order: ['id'], attributes: ['name'], raw: true })).map((u) => u.name),
);
await tell('nested transactions', async () => {
  await db.transaction(async (transaction) => {
    await User.decrement('balance', { by: 10, where: { id: 1 }, transaction });
    await db
      .transaction({ transaction, ...(isSeven ? { nestMode: 'savepoint' } : {}) }, async (inner) => {
        await Post.destroy({ where: {}, transaction: inner });
        throw new Error('inner');
      })
      .catch(() => {});
    await User.findAll({
      where: { id: [1, 2] },
      lock: isSeven ? 'UPDATE' : transaction.LOCK.UPDATE,
      skipLocked: true,
      order: ['id'],
      transaction,
    });
  });
  return [await Post.count(), (await User.findByPk(1)).balance];
});
await tell('paranoid', async () => {
  await User.destroy({ where: { id: 5 } });
  const counts = [await User.count(), await User.count({ paranoid: false })];
  await User.restore({ where: { id: 5 } });
  return [...counts, await User.count()];
});
await tell('alterations', async () => {
  await q.addColumn(`${at}_posts`, 'note', { type: DataTypes.STRING(20), allowNull: true });
  await q.renameColumn(`${at}_posts`, 'note', 'remark');
  await q.changeColumn(`${at}_posts`, 'remark', { type: DataTypes.STRING(40), defaultValue: 'x' });
  await q.addIndex(`${at}_posts`, ['remark'], { name: `${at}_remark` });
  const before = await q.describeTable(`${at}_posts`);
  await q.removeIndex(`${at}_posts`, `${at}_remark`);
  await q.removeColumn(`${at}_posts`, 'remark');
  return before.remark;
});
await tell('raw', async () => [
  await db.query(`select id, name from ${at}_users where id in (:ids) order by id`, {
    replacements: { ids: [1, 2] },
    type: 'SELECT',
  }),
  await db.query(`select $1 + 1 as x, name from ${at}_users where id = $2`, { bind: [1, 2], type: 'SELECT' }),
]);
await tell('removed', async () => {
  await User.destroy({ where: { id: 1 }, force: true });
  return [await Post.count(), await User.count()];
});
await tell('truncated', async () => {
  await PostTag.truncate();
  await Post.truncate();
  return Post.count();
});
await tell('tables', async () =>
  (isSeven ? await q.listTables() : await q.showAllTables())
    .map((t) => t.tableName ?? t)
    .filter((t) => t.startsWith(`${at}_`))
    .sort(),
);
await tell('drop', async () => {
  for (const m of [PostTag, Post, Tag, User]) await m.drop();
});
await db.close();
