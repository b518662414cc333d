// A blog with Objection over Knex: migrations back and forth, seeds in bulk, graphs, relations, savepoints, upserts, paging.
import { connection, many, people, require, tell } from './blog.mjs';

const { Model, raw } = require('objection');
const knex = require('knex')({
  client: 'mysql2',
  connection: { ...connection, dateStrings: true },
  pool: { min: 0, max: 4 },
});
Model.knex(knex);
const migrations = [
  {
    name: '001',
    up: async (k) => {
      await k.schema.createTable('obd_users', (t) => {
        t.bigIncrements('id');
        t.string('email', 80).notNullable().unique({ indexName: 'obd_email' });
        t.string('name', 80).notNullable();
        t.decimal('balance', 12, 2).notNullable().defaultTo(0);
        t.date('born');
        t.datetime('seen', { precision: 6 });
        t.json('meta');
        t.enu('role', ['reader', 'writer']).defaultTo('reader');
        t.integer('version').notNullable().defaultTo(1);
      });
      await k.schema.createTable('obd_posts', (t) => {
        t.bigIncrements('id');
        t.bigInteger('user_id').unsigned().notNullable().references('id').inTable('obd_users').onDelete('CASCADE');
        t.string('title', 200).notNullable();
        t.integer('stars').defaultTo(0);
        t.boolean('published');
        t.timestamp('created').defaultTo(k.fn.now());
        t.index(['stars', 'user_id'], 'obd_stars');
      });
      await k.schema.createTable('obd_tags', (t) => {
        t.bigIncrements('id');
        t.string('word', 30);
      });
      await k.schema.createTable('obd_post_tags', (t) => {
        t.bigInteger('post_id');
        t.bigInteger('tag_id');
        t.primary(['post_id', 'tag_id']);
      });
    },
    down: async (k) => {
      for (const name of ['obd_post_tags', 'obd_tags', 'obd_posts', 'obd_users']) await k.schema.dropTable(name);
    },
  },
  {
    name: '002',
    up: (k) =>
      k.schema.alterTable('obd_posts', (t) => {
        t.text('body', 'mediumtext').comment('the text');
        t.renameColumn('published', 'public');
        t.string('title', 220).notNullable().alter();
      }),
    down: (k) =>
      k.schema.alterTable('obd_posts', (t) => {
        t.dropColumn('body');
        t.renameColumn('public', 'published');
      }),
  },
];
const migrationSource = {
  getMigrations: async () => migrations,
  getMigrationName: ({ name }) => name,
  getMigration: async (m) => m,
};
const migrate = { migrationSource, tableName: 'obd_migrations' };
class User extends Model {
  static tableName = 'obd_users';
  static jsonAttributes = ['meta'];
  static get relationMappings() {
    return {
      posts: {
        relation: Model.HasManyRelation,
        modelClass: Post,
        join: { from: 'obd_users.id', to: 'obd_posts.user_id' },
      },
    };
  }
}
class Tag extends Model {
  static tableName = 'obd_tags';
}
class Post extends Model {
  static tableName = 'obd_posts';
  static get relationMappings() {
    return {
      user: {
        relation: Model.BelongsToOneRelation,
        modelClass: User,
        join: { from: 'obd_posts.user_id', to: 'obd_users.id' },
      },
      tags: {
        relation: Model.ManyToManyRelation,
        modelClass: Tag,
        join: {
          from: 'obd_posts.id',
          through: { from: 'obd_post_tags.post_id', to: 'obd_post_tags.tag_id' },
          to: 'obd_tags.id',
        },
      },
    };
  }
}
await tell('migrate', () => knex.migrate.latest(migrate));
await tell('again', () => knex.migrate.latest(migrate));
await tell('down', () => knex.migrate.down(migrate));
await tell('up', () => knex.migrate.up(migrate));
await tell('list', async () => (await knex.migrate.list(migrate))[0].map((m) => m.name));
await tell('version', () => knex.migrate.currentVersion(migrate));
await tell('columns', async () => Object.entries(await knex('obd_posts').columnInfo()).sort());
await tell('insert', async () => {
  const made = [];
  for (const one of people)
    made.push(
      await User.query().insertAndFetch({ ...one, seen: one.seen.toISOString().slice(0, 23).replace('T', ' ') }),
    );
  return made;
});
await tell('bulk', async () =>
  knex.batchInsert(
    'obd_posts',
    many.map(({ i, title }) => ({ title, stars: i % 7, public: i % 2 === 0, user_id: (i % 5) + 1 })),
    100,
  ),
);
// Posts and tags of one graph are inserted at once: which of them is first is not said.
const byTitle = (posts) => posts.map((p) => [p.title, p.tags?.map((t) => t.word).sort() ?? []]).sort();
await tell('graph', async () =>
  byTitle(
    (
      await User.query().insertGraphAndFetch({
        email: 'g@example.com',
        name: 'G',
        posts: [{ title: 'g1', tags: [{ word: 'red' }, { word: 'green' }] }, { title: 'g2' }],
      })
    ).posts,
  ),
);
await tell('fetched', async () =>
  (
    await User.query()
      .where('name', 'G')
      .withGraphFetched('posts.tags(o)')
      .modifiers({ o: (q) => q.orderBy('id') })
  ).map((u) => byTitle(u.posts)),
);
await tell('joined', async () =>
  (await User.query().withGraphJoined('posts.tags').where('obd_users.name', 'G').orderBy('posts:tags.id')).map((u) =>
    byTitle(u.posts),
  ),
);
await tell('upsert graph', async () => {
  const g = await User.query().findOne({ name: 'G' }).withGraphFetched('posts');
  g.posts.sort((a, b) => a.title.localeCompare(b.title));
  await User.query().upsertGraph({
    id: g.id,
    name: 'G2',
    posts: [{ id: g.posts[0].id, title: 'kept' }, { title: 'added' }],
  });
  return (await Post.query().where('user_id', g.id).orderBy('id')).map((p) => p.title);
});
await tell('related', async () => [
  await User.relatedQuery('posts').for([1, 2]).resultSize(),
  await Post.relatedQuery('tags').for(Post.query().where('title', 'kept')).resultSize(),
]);
await tell('relate', async () => {
  const t = await Tag.query().insert({ word: 'blue' });
  const p = await Post.query().findById(1);
  await p.$relatedQuery('tags').relate(t.id);
  const before = await p.$relatedQuery('tags').resultSize();
  return [before, await p.$relatedQuery('tags').unrelate()];
});
await tell('paged', async () => {
  const { results, total } = await Post.query()
    .orderBy([{ column: 'stars', order: 'desc' }, 'id'])
    .page(2, 4);
  return [total, results.map((p) => p.id)];
});
await tell('where', async () => [
  await Post.query().whereBetween('stars', [2, 4]).resultSize(),
  await User.query().whereExists(User.relatedQuery('posts').where('stars', 6)).resultSize(),
  await knex('obd_users').whereJsonPath('meta', '$.n', '>', 2).count('* as n'),
  await knex('obd_users')
    .whereJsonObject('meta', { n: 1, deep: { list: [1, null, 'x'] } })
    .count('* as n'),
  await knex('obd_users').select('id').jsonExtract('meta', '$.deep.list[2]', 'x').orderBy('id').limit(2),
]);
await tell('grouped', () =>
  Post.query()
    .joinRelated('user')
    .select('user.name')
    .count('* as n')
    .sum('stars as stars')
    .avg('stars as avg')
    .groupBy('user.name')
    .having(raw('count(*)'), '>', 10)
    .orderBy('user.name'),
);
await tell('window', () =>
  knex('obd_posts')
    .select('id')
    .rank('r', (w) => w.partitionBy('user_id').orderBy('stars', 'desc'))
    .where('id', '<=', 10)
    .orderBy('id'),
);
await tell('with', () =>
  knex
    .with('x', knex('obd_posts').select('user_id').count('* as n').groupBy('user_id'))
    .select('u.name', 'x.n')
    .from('x')
    .join('obd_users as u', 'u.id', 'x.user_id')
    .orderBy('u.id'),
);
await tell('union', () =>
  knex('obd_users')
    .select('name')
    .where('id', 1)
    .unionAll([knex('obd_posts').select('title as name').where('id', '<', 3)])
    .orderBy('name'),
);
await tell('versions', async () => [
  await User.query().patch({ name: 'v', version: 2 }).where({ id: 3, version: 1 }),
  await User.query().patch({ name: 'w', version: 2 }).where({ id: 3, version: 1 }),
]);
await tell('upsert', () =>
  knex('obd_users')
    .insert([
      { email: '0@example.com', name: 'Ann 2' },
      { email: 'n@example.com', name: 'N' },
    ])
    .onConflict('email')
    .merge(),
);
await tell('upsert some', () =>
  knex('obd_users').insert({ email: '0@example.com', name: 'x', version: 5 }).onConflict('email').merge(['version']),
);
await tell('ignore', () =>
  knex('obd_users').insert({ email: '0@example.com', name: 'x' }).onConflict('email').ignore(),
);
// Rows that were there already took an id of a sequence, which one server gives to the next row.
await tell('users', async () =>
  (await User.query().orderBy('id')).map(({ id, ...user }) => (user.name === 'N' ? user : { id, ...user })),
);
await tell('unique', () => User.query().insert({ email: '0@example.com', name: 'x' }));
await tell('no parent', () => Post.query().insert({ title: 'x', user_id: 99999 }));
await tell('savepoints', () =>
  knex.transaction(async (t) => {
    await User.query(t).findById(1).decrement('balance', 5);
    await t
      .transaction(async (u) => {
        await Post.query(u).delete();
        throw new Error('inner');
      })
      .catch(() => {});
    await t.transaction(async (u) => {
      await u('obd_users')
        .where('id', 2)
        .update({ balance: knex.raw('balance + ?', [5]) });
    });
    const locked = await User.query(t).whereIn('id', [1, 2]).orderBy('id').forUpdate();
    return [locked.map((u) => u.balance), await Post.query(t).resultSize()];
  }),
);
await tell('isolation', () =>
  knex.transaction((t) => t('obd_users').count('* as n'), { isolationLevel: 'repeatable read', readOnly: true }),
);
await tell('increment', async () => [
  await Post.query().where('user_id', 1).increment('stars', 2),
  await knex('obd_posts').sum('stars as s').first(),
]);
await tell('streamed', async () => {
  let n = 0;
  for await (const _ of knex('obd_posts').select('id').stream({ highWaterMark: 10 })) n++;
  return n;
});
await tell('first and pluck', async () => [
  await knex('obd_users').orderBy('id').first('name'),
  await knex('obd_users').orderBy('id').limit(3).pluck('id'),
  await knex('obd_posts').countDistinct('stars as n').first(),
]);
await tell('cascade', async () => [await User.query().deleteById(1), await Post.query().resultSize()]);
await tell('truncate', async () => {
  await knex('obd_posts').truncate();
  return knex('obd_posts')
    .insert({ user_id: 2, title: 'again' })
    .then((ids) => ids.length);
});
await tell('rollback', () => knex.migrate.rollback(migrate, true));
await tell('left', async () => [await knex.schema.hasTable('obd_users'), await knex.schema.hasTable('obd_migrations')]);
await knex.schema.dropTableIfExists('obd_migrations');
await knex.schema.dropTableIfExists('obd_migrations_lock');
await knex.destroy();
