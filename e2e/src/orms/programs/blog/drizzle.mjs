// A blog with Drizzle: its migrator, generated ids, relational queries, savepoints, upserts, paging.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connection, many, people, require, tell } from './blog.mjs';

const mysql = require('mysql2/promise');
const { drizzle } = require('drizzle-orm/mysql2');
const { migrate } = require('drizzle-orm/mysql2/migrator');
const {
  and,
  asc,
  avg,
  between,
  count,
  countDistinct,
  desc,
  eq,
  exists,
  gt,
  inArray,
  like,
  max,
  or,
  relations,
  sql,
  sum,
} = require('drizzle-orm');
const {
  alias,
  bigint,
  boolean,
  date,
  datetime,
  decimal,
  index,
  int,
  json,
  mysqlEnum,
  mysqlTable,
  primaryKey,
  unionAll,
  varchar,
} = require('drizzle-orm/mysql-core');
const users = mysqlTable('dzd_users', {
  id: bigint('id', { mode: 'number' }).primaryKey().autoincrement(),
  email: varchar('email', { length: 80 }).notNull().unique('dzd_email'),
  name: varchar('name', { length: 80 }).notNull(),
  balance: decimal('balance', { precision: 12, scale: 2 }).notNull().default('0'),
  born: date('born', { mode: 'string' }),
  seen: datetime('seen', { fsp: 6 }),
  meta: json('meta'),
  role: mysqlEnum('role', ['reader', 'writer']).default('reader'),
  version: int('version').notNull().default(1),
});
const posts = mysqlTable(
  'dzd_posts',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().autoincrement(),
    userId: bigint('user_id', { mode: 'number' })
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    title: varchar('title', { length: 200 }).notNull(),
    stars: int('stars').default(0),
    published: boolean('published').default(false),
  },
  (t) => [index('dzd_stars').on(t.stars, t.userId)],
);
const userRelations = relations(users, ({ many: m }) => ({ posts: m(posts) }));
const postRelations = relations(posts, ({ one }) => ({
  user: one(users, { fields: [posts.userId], references: [users.id] }),
}));
const pool = mysql.createPool({ ...connection, connectionLimit: 3 });
const schema = { users, posts, userRelations, postRelations };
const db = drizzle(pool, { schema, mode: 'default' });
const flat = drizzle(pool, { schema, mode: 'planetscale' });
const folder = join(process.argv.at(-1), 'drizzle');
mkdirSync(join(folder, 'meta'), { recursive: true });
const write = (tag, text) => writeFileSync(join(folder, `${tag}.sql`), text);
write(
  '0000_first',
  [
    "CREATE TABLE `dzd_users` (\n\t`id` bigint AUTO_INCREMENT NOT NULL,\n\t`email` varchar(80) NOT NULL,\n\t`name` varchar(80) NOT NULL,\n\t`balance` decimal(12,2) NOT NULL DEFAULT '0',\n\t`born` date,\n\t`seen` datetime(6),\n\t`meta` json,\n\t`role` enum('reader','writer') DEFAULT 'reader',\n\t`version` int NOT NULL DEFAULT 1,\n\tCONSTRAINT `dzd_users_id` PRIMARY KEY(`id`),\n\tCONSTRAINT `dzd_email` UNIQUE(`email`)\n);",
    'CREATE TABLE `dzd_posts` (\n\t`id` bigint AUTO_INCREMENT NOT NULL,\n\t`user_id` bigint NOT NULL,\n\t`title` varchar(200) NOT NULL,\n\t`stars` int DEFAULT 0,\n\tCONSTRAINT `dzd_posts_id` PRIMARY KEY(`id`)\n);',
    'ALTER TABLE `dzd_posts` ADD CONSTRAINT `dzd_fk` FOREIGN KEY (`user_id`) REFERENCES `dzd_users`(`id`) ON DELETE cascade ON UPDATE no action;',
  ].join('\n--> statement-breakpoint\n'),
);
write(
  '0001_second',
  [
    'ALTER TABLE `dzd_posts` ADD `published` boolean DEFAULT false;',
    'CREATE INDEX `dzd_stars` ON `dzd_posts` (`stars`,`user_id`);',
  ].join('--> statement-breakpoint\n'),
);
const entry = (idx, tag) => ({ idx, version: '5', when: 1700000000000 + idx, tag, breakpoints: true });
const journal = (entries) =>
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ version: '7', dialect: 'mysql', entries }));
journal([entry(0, '0000_first')]);
const options = { migrationsFolder: folder, migrationsTable: 'dzd_migrations' };
await tell('migrate', () => migrate(db, options));
journal([entry(0, '0000_first'), entry(1, '0001_second')]);
await tell('second', () => migrate(db, options));
await tell('again', () => migrate(db, options));
await tell('kept', async () => (await db.execute(sql`select id, created_at from dzd_migrations order by id`))[0]);
await tell('insert', async () => {
  const ids = [];
  for (const one of people) ids.push((await db.insert(users).values(one).$returningId())[0].id);
  return ids;
});
await tell('bulk', async () => {
  const ids = await db
    .insert(posts)
    .values(many.map(({ i, title }) => ({ title, stars: i % 7, published: i % 2 === 0, userId: (i % 5) + 1 })))
    .$returningId();
  return [ids.length, ids[0], ids.at(-1)];
});
await tell('read', () => db.select().from(users).orderBy(users.id));
for (const [name, one] of [
  ['default', db],
  ['planetscale', flat],
])
  await tell(`relational ${name}`, () =>
    one.query.users.findMany({
      columns: { id: true, name: true },
      with: {
        posts: { columns: { id: true, stars: true }, where: gt(posts.stars, 4), orderBy: [asc(posts.id)], limit: 2 },
      },
      orderBy: [asc(users.id)],
      limit: 3,
      offset: 1,
    }),
  );
await tell('parent', () =>
  db.query.posts.findFirst({
    where: eq(posts.id, 7),
    with: { user: { columns: { name: true, meta: true } } },
    extras: { up: sql`upper(${posts.title})`.as('up') },
  }),
);
await tell('where', () =>
  db
    .select({ n: count() })
    .from(posts)
    .where(or(and(between(posts.stars, 2, 4), like(posts.title, 'post 1%')), inArray(posts.id, [1, 2, 3]))),
);
await tell('exists', () =>
  db
    .select({ id: users.id })
    .from(users)
    .where(
      exists(
        db
          .select({ x: sql`1` })
          .from(posts)
          .where(and(eq(posts.userId, users.id), eq(posts.stars, 6))),
      ),
    )
    .orderBy(users.id),
);
await tell('grouped', () =>
  db
    .select({
      name: users.name,
      n: count(posts.id),
      s: sum(posts.stars),
      a: avg(posts.stars),
      m: max(posts.title),
      d: countDistinct(posts.stars),
    })
    .from(users)
    .leftJoin(posts, eq(posts.userId, users.id))
    .groupBy(users.id, users.name)
    .having(({ n }) => gt(n, 10))
    .orderBy(desc(users.id)),
);
await tell('subquery', async () => {
  const sq = db
    .select({ userId: posts.userId, n: count().as('n') })
    .from(posts)
    .groupBy(posts.userId)
    .as('sq');
  return db.select({ name: users.name, n: sq.n }).from(sq).innerJoin(users, eq(users.id, sq.userId)).orderBy(users.id);
});
await tell('cte', async () => {
  const busy = db.$with('busy').as(db.select().from(posts).where(gt(posts.stars, 5)));
  return db.with(busy).select({ n: count() }).from(busy);
});
await tell('self join', async () => {
  const other = alias(posts, 'other');
  return db
    .select({ a: posts.id, b: other.id })
    .from(posts)
    .innerJoin(other, and(eq(other.userId, posts.userId), eq(other.id, sql`${posts.id} + 5`)))
    .orderBy(posts.id)
    .limit(3);
});
await tell('union', () =>
  unionAll(
    db.select({ name: users.name }).from(users),
    db.select({ name: posts.title }).from(posts).where(eq(posts.id, 1)),
  ).orderBy(sql`name`),
);
await tell('page', () =>
  db.select({ id: posts.id }).from(posts).orderBy(desc(posts.stars), posts.id).limit(4).offset(8),
);
await tell('json', () =>
  db
    .select({ id: users.id, n: sql`${users.meta}->>'$.n'` })
    .from(users)
    .where(sql`json_extract(${users.meta}, '$.n') > 1`)
    .orderBy(users.id),
);
await tell(
  'upsert',
  async () =>
    (
      await db
        .insert(users)
        .values({ email: '0@example.com', name: 'Ann 2' })
        .onDuplicateKeyUpdate({ set: { name: sql`values(${users.name})`, version: sql`${users.version} + 1` } })
    )[0].affectedRows,
);
await tell(
  'upsert by id',
  async () =>
    (
      await db
        .insert(users)
        .values({ id: 2, email: '1@example.com', name: 'O 2' })
        .onDuplicateKeyUpdate({ set: { name: 'O 2' } })
    )[0].affectedRows,
);
await tell(
  'ignore',
  async () => (await db.insert(users).ignore().values({ email: '0@example.com', name: 'x' }))[0].affectedRows,
);
await tell('versions', async () => {
  const set = () =>
    db
      .update(users)
      .set({ name: 'v', version: sql`${users.version} + 1` })
      .where(and(eq(users.id, 3), eq(users.version, 1)));
  return [(await set())[0].affectedRows, (await set())[0].affectedRows];
});
await tell('unique', () => db.insert(users).values({ email: '0@example.com', name: 'x' }));
await tell('no parent', () => db.insert(posts).values({ userId: 99999, title: 'x' }));
await tell('savepoints', async () => {
  await db.transaction(
    async (tx) => {
      await tx
        .update(users)
        .set({ balance: sql`${users.balance} - 5` })
        .where(eq(users.id, 1));
      await tx
        .transaction(async (inner) => {
          await inner.delete(posts);
          throw new Error('inner');
        })
        .catch(() => {});
      await tx.transaction((inner) =>
        inner
          .update(users)
          .set({ balance: sql`${users.balance} + 5` })
          .where(eq(users.id, 2)),
      );
      await tx.select().from(users).where(eq(users.id, 1)).for('update', { skipLocked: true });
    },
    { isolationLevel: 'read committed', accessMode: 'read write' },
  );
  return [await db.$count(posts), await db.select({ b: users.balance }).from(users).orderBy(users.id)];
});
await tell('snapshot', () =>
  db.transaction((tx) => tx.$count(users), { withConsistentSnapshot: true, isolationLevel: 'repeatable read' }),
);
await tell('prepared', async () => {
  const p = db
    .select({ id: posts.id })
    .from(posts)
    .where(gt(posts.stars, sql.placeholder('s')))
    .orderBy(posts.id)
    .limit(sql.placeholder('l'))
    .prepare();
  return [await p.execute({ s: 5, l: 2 }), await p.execute({ s: 1, l: 3 })];
});
await tell(
  'update limited',
  async () =>
    (await db.update(posts).set({ stars: 0 }).where(eq(posts.userId, 2)).orderBy(posts.id).limit(3))[0].affectedRows,
);
await tell('iterated', async () => {
  let n = 0;
  for await (const _ of await db.select({ id: posts.id }).from(posts).prepare().iterator()) n++;
  return n;
});
await tell('cascade', async () => [
  (await db.delete(users).where(eq(users.id, 1)))[0].affectedRows,
  await db.$count(posts),
]);
for (const table of ['dzd_posts', 'dzd_users', 'dzd_migrations'])
  await db.execute(sql.raw(`drop table if exists ${table}`));
await pool.end();
void primaryKey;
