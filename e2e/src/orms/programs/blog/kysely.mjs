// A blog with Kysely: migrations back and forth, generated ids, relations as JSON, savepoints, paging, upserts.
import { connection, database, many, people, require, tell } from './blog.mjs';

const { Kysely, MysqlDialect, sql } = require('kysely');
const { Migrator } = require('kysely/migration');
const { jsonArrayFrom, jsonObjectFrom } = require('kysely/helpers/mysql');
const { createPool } = require('mysql2');
const k = new Kysely({ dialect: new MysqlDialect({ pool: createPool(connection) }) });
const migrations = {
  '001': {
    up: async (db) => {
      await db.schema
        .createTable('kyd_users')
        .addColumn('id', 'bigint', (c) => c.primaryKey().autoIncrement())
        .addColumn('email', 'varchar(80)', (c) => c.notNull().unique())
        .addColumn('name', 'varchar(80)', (c) => c.notNull())
        .addColumn('balance', 'decimal(12, 2)', (c) => c.notNull().defaultTo(0))
        .addColumn('born', 'date')
        .addColumn('seen', sql`datetime(6)`)
        .addColumn('meta', 'json')
        .addColumn('version', 'integer', (c) => c.notNull().defaultTo(1))
        .execute();
      await db.schema
        .createTable('kyd_posts')
        .addColumn('id', 'bigint', (c) => c.primaryKey().autoIncrement())
        .addColumn('user_id', 'bigint', (c) => c.notNull())
        .addColumn('title', 'varchar(200)', (c) => c.notNull())
        .addColumn('body', 'text')
        .addColumn('published', 'boolean', (c) => c.notNull().defaultTo(false))
        .addColumn('created', 'timestamp', (c) => c.defaultTo(sql`current_timestamp`))
        .addForeignKeyConstraint('kyd_posts_user', ['user_id'], 'kyd_users', ['id'], (c) => c.onDelete('cascade'))
        .execute();
    },
    down: async (db) => {
      await db.schema.dropTable('kyd_posts').execute();
      await db.schema.dropTable('kyd_users').execute();
    },
  },
  '002': {
    up: async (db) => {
      await db.schema
        .alterTable('kyd_posts')
        .addColumn('stars', 'integer', (c) => c.defaultTo(0))
        .execute();
      await db.schema.createIndex('kyd_posts_stars').on('kyd_posts').columns(['stars', 'user_id']).execute();
      await db.schema
        .createView('kyd_view')
        .as(db.selectFrom('kyd_posts').select(['id', 'title']))
        .execute();
    },
    down: async (db) => {
      await db.schema.dropView('kyd_view').execute();
      await db.schema.dropIndex('kyd_posts_stars').on('kyd_posts').execute();
      await db.schema.alterTable('kyd_posts').dropColumn('stars').execute();
    },
  },
};
const migrator = new Migrator({
  db: k,
  provider: { getMigrations: async () => migrations },
  migrationTableName: 'kyd_migration',
  migrationLockTableName: 'kyd_migration_lock',
});
const shown = ({ error, results }) => {
  if (error) throw error;
  return results?.map((r) => [r.migrationName, r.direction, r.status]);
};
await tell('migrate', async () => shown(await migrator.migrateToLatest()));
await tell('again', async () => shown(await migrator.migrateToLatest()));
await tell('down', async () => shown(await migrator.migrateDown()));
await tell('up', async () => shown(await migrator.migrateUp()));
await tell('list', async () => (await migrator.getMigrations()).map((m) => [m.name, m.executedAt !== undefined]));
await tell('introspected', async () =>
  (await k.introspection.getTables())
    .filter((t) => t.name.startsWith('kyd_'))
    .map((t) => [
      t.name,
      t.isView,
      t.columns.map((c) => [c.name, c.dataType, c.isNullable, c.isAutoIncrementing, c.hasDefaultValue]),
    ]),
);
const ids = [];
for (const one of people)
  await tell('insert', async () => {
    const { insertId, numInsertedOrUpdatedRows } = await k
      .insertInto('kyd_users')
      .values({ ...one, meta: JSON.stringify(one.meta) })
      .executeTakeFirst();
    ids.push(insertId);
    return [insertId, numInsertedOrUpdatedRows];
  });
await tell('bulk', async () => {
  const { insertId, numInsertedOrUpdatedRows } = await k
    .insertInto('kyd_posts')
    .values(many.map(({ i, title }) => ({ user_id: ids[i % 5], title, published: i % 3 === 0, stars: i % 7 })))
    .executeTakeFirst();
  return [insertId, numInsertedOrUpdatedRows];
});
await tell('unique', () => k.insertInto('kyd_users').values({ email: '0@example.com', name: 'x' }).execute());
await tell('no parent', () => k.insertInto('kyd_posts').values({ user_id: 99999, title: 'x' }).execute());
await tell('users', () => k.selectFrom('kyd_users').selectAll().orderBy('id').execute());
await tell('relations', () =>
  k
    .selectFrom('kyd_users as u')
    .select((eb) => [
      'u.name',
      jsonArrayFrom(
        eb
          .selectFrom('kyd_posts as p')
          .select(['p.id', 'p.title'])
          .whereRef('p.user_id', '=', 'u.id')
          .where('p.stars', '>', 4)
          .orderBy('p.id')
          .limit(2),
      ).as('posts'),
    ])
    .orderBy('u.id')
    .execute(),
);
await tell('parent', () =>
  k
    .selectFrom('kyd_posts as p')
    .select((eb) => [
      'p.id',
      jsonObjectFrom(eb.selectFrom('kyd_users as u').select(['u.id', 'u.name']).whereRef('u.id', '=', 'p.user_id')).as(
        'user',
      ),
    ])
    .where('p.id', '<=', 3)
    .orderBy('p.id')
    .execute(),
);
for (const page of [0, 1, 7])
  await tell('page', () =>
    k
      .selectFrom('kyd_posts')
      .select(['id', 'title'])
      .orderBy('stars', 'desc')
      .orderBy('id')
      .limit(3)
      .offset(page * 3)
      .execute(),
  );
await tell('keyset', () =>
  k
    .selectFrom('kyd_posts')
    .select('id')
    .where(({ eb, refTuple, tuple }) => eb(refTuple('stars', 'id'), '>', tuple(5, 100)))
    .orderBy('stars')
    .orderBy('id')
    .limit(4)
    .execute(),
);
await tell('grouped', () =>
  k
    .selectFrom('kyd_posts as p')
    .innerJoin('kyd_users as u', 'u.id', 'p.user_id')
    .select(({ fn }) => [
      'u.name',
      fn.countAll().as('n'),
      fn.sum('p.stars').as('stars'),
      fn.avg('p.stars').as('avg'),
      fn.max('p.title').as('last'),
    ])
    .groupBy('u.name')
    .having(({ fn }) => fn.countAll(), '>', 10)
    .orderBy('u.name')
    .execute(),
);
await tell('window', () =>
  k
    .selectFrom('kyd_posts')
    .select(({ fn }) => [
      'id',
      fn
        .agg('row_number')
        .over((o) => o.partitionBy('user_id').orderBy('id'))
        .as('rn'),
    ])
    .where('id', '<=', 12)
    .orderBy('id')
    .execute(),
);
await tell('json', () =>
  k
    .selectFrom('kyd_users')
    .select(['name', sql`meta->>'$.n'`.as('n')])
    .where(sql`json_extract(meta, '$.deep.list[0]')`, '>=', 3)
    .orderBy('id')
    .execute(),
);
await tell('upsert', () =>
  k
    .insertInto('kyd_users')
    .values({ email: '0@example.com', name: 'Ann 2' })
    .onDuplicateKeyUpdate({ name: sql`values(name)`, version: sql`version + 1` })
    .executeTakeFirst()
    .then((r) => [r.insertId, r.numInsertedOrUpdatedRows]),
);
await tell('upsert by id', () =>
  k
    .insertInto('kyd_users')
    .values({ id: ids[1], email: '1@example.com', name: 'O' })
    .onDuplicateKeyUpdate({ name: 'O' })
    .executeTakeFirst()
    .then((r) => r.numInsertedOrUpdatedRows),
);
await tell('ignore', () =>
  k
    .insertInto('kyd_users')
    .ignore()
    .values({ email: '0@example.com', name: 'nobody' })
    .executeTakeFirst()
    .then((r) => [r.insertId, r.numInsertedOrUpdatedRows]),
);
await tell('optimistic', async () => {
  const set = (version) =>
    k
      .updateTable('kyd_users')
      .set({ name: 'Opt', version: version + 1 })
      .where('id', '=', ids[2])
      .where('version', '=', version)
      .executeTakeFirst();
  return [(await set(1)).numUpdatedRows, (await set(1)).numUpdatedRows];
});
await tell('savepoints', async () => {
  const trx = await k.startTransaction().execute();
  await trx.updateTable('kyd_users').set({ balance: sql`balance - 100` }).where('id', '=', ids[0]).execute();
  const one = await trx.savepoint('one').execute();
  await one.updateTable('kyd_users').set({ balance: sql`balance + 100` }).where('id', '=', ids[1]).execute();
  const two = await one.savepoint('two').execute();
  await two.deleteFrom('kyd_posts').execute();
  const back = await two.rollbackToSavepoint('two').execute();
  const released = await back.releaseSavepoint('two').execute();
  const n = await released
    .selectFrom('kyd_posts')
    .select(({ fn }) => fn.countAll().as('n'))
    .executeTakeFirst();
  await released.commit().execute();
  return [n, await k.selectFrom('kyd_users').select('balance').orderBy('id').execute()];
});
await tell('locked', () =>
  k
    .transaction()
    .execute((t) => t.selectFrom('kyd_users').select('id').where('id', '=', ids[0]).forUpdate().skipLocked().execute()),
);
await tell('serializable', () =>
  k
    .transaction()
    .setIsolationLevel('serializable')
    .setAccessMode('read only')
    .execute((t) => t.updateTable('kyd_posts').set({ stars: 1 }).execute()),
);
await tell('union', () =>
  k
    .selectFrom('kyd_users')
    .select('name')
    .unionAll(k.selectFrom('kyd_posts').select('title as name').where('id', '<', 3))
    .orderBy('name')
    .execute(),
);
await tell('cte', () =>
  k
    .with('busy', (db) =>
      db
        .selectFrom('kyd_posts')
        .select(['user_id', sql`count(*)`.as('n')])
        .groupBy('user_id'),
    )
    .selectFrom('busy')
    .innerJoin('kyd_users as u', 'u.id', 'busy.user_id')
    .select(['u.name', 'busy.n'])
    .orderBy('u.id')
    .execute(),
);
await tell('recursive', () =>
  k
    .withRecursive('s', (db) =>
      db.selectNoFrom(sql`1`.as('n')).unionAll(db.selectFrom('s').select(sql`n + 1`.as('n')).where('n', '<', 4)),
    )
    .selectFrom('s')
    .select('n')
    .execute(),
);
await tell('update joined', () =>
  sql`update kyd_posts p join kyd_users u on p.user_id = u.id set p.body = concat(u.name, '!') where u.id = ${ids[3]}`
    .execute(k)
    .then((r) => [r.numAffectedRows, r.numChangedRows]),
);
await tell('delete limited', () =>
  k
    .deleteFrom('kyd_posts')
    .where('user_id', '=', ids[4])
    .orderBy('id')
    .limit(2)
    .executeTakeFirst()
    .then((r) => r.numDeletedRows),
);
await tell('insert select', () =>
  k
    .insertInto('kyd_posts')
    .columns(['user_id', 'title'])
    .expression(k.selectFrom('kyd_users').select(['id', 'name']).where('id', '<=', ids[1]))
    .executeTakeFirst()
    .then((r) => r.numInsertedOrUpdatedRows),
);
await tell('streamed', async () => {
  let n = 0;
  for await (const _ of k.selectFrom('kyd_posts').select('id').stream(50)) n++;
  return n;
});
await tell('cascade', async () => {
  await k.deleteFrom('kyd_users').where('id', '=', ids[0]).execute();
  return k
    .selectFrom('kyd_posts')
    .select(({ fn }) => fn.countAll().as('n'))
    .executeTakeFirst();
});
await tell('replace', () =>
  k
    .replaceInto('kyd_users')
    .values({ id: ids[1], email: '1@example.com', name: 'R' })
    .executeTakeFirst()
    .then((r) => r.numInsertedOrUpdatedRows),
);
await tell('truncate', () => sql`truncate table kyd_posts`.execute(k).then(() => 0));
await tell('down', async () => [shown(await migrator.migrateDown()), shown(await migrator.migrateDown())]);
await tell('left', async () =>
  (await k.introspection.getTables()).filter((t) => /^kyd_(users|posts|view)/.test(t.name)).map((t) => t.name),
);
await tell('schema', async () => (await k.introspection.getSchemas()).some((s) => s.name === database));
await k.schema.dropTable('kyd_migration').ifExists().execute();
await k.schema.dropTable('kyd_migration_lock').ifExists().execute();
await k.destroy();
