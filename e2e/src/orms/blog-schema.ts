/** The blogs' tables by the prefix that each ORM's have, and the column of a post's user and of a tagged post. */
const blogs = [
  { prefix: 'dzd', user: 'user_id', post: 'post_id' },
  { prefix: 'kyd', user: 'user_id', post: 'post_id' },
  { prefix: 'mkd', user: 'user_id', post: 'post_id' },
  { prefix: 'obd', user: 'user_id', post: 'post_id' },
  { prefix: 'prd', user: 'user_id', post: 'post_id' },
  { prefix: 'sq7', user: 'userId', post: 'postId' },
  { prefix: 'sqd', user: 'userId', post: 'postId' },
  { prefix: 'tod', user: 'user_id', post: 'post_id' },
] as const;

/** What ORMs keep for themselves lives on one shard. */
const pinned = [
  'dzd_migrations',
  'kyd_migration',
  'kyd_migration_lock',
  'obd_migrations',
  'obd_migrations_lock',
  'tod_migrations',
];
const generated = ['users', 'posts', 'tags'];

/** Sequences for the ids that MySQL generates on one server, and which users have an address. */
export const wholeSchema = blogs
  .flatMap(({ prefix }) => [
    ...generated.flatMap((table) => [
      `create table ${prefix}_${table}_seq (id bigint primary key, next_id bigint, cache bigint) comment 'vitess_sequence';`,
      `insert into ${prefix}_${table}_seq values (0, 1, 1000);`,
    ]),
    `create table ${prefix}_email (email varchar(80) primary key, keyspace_id varbinary(16));`,
  ])
  .join('\n');

export const wholeVschema = {
  tables: Object.fromEntries(
    blogs.flatMap(({ prefix }) => [
      ...generated.map((table) => [`${prefix}_${table}_seq`, { type: 'sequence' }]),
      [`${prefix}_email`, {}],
    ]),
  ),
};

/** As a user would shard a blog: users by their id, found by their address too; posts with their user; the rest by its own id. */
export const partsVschema = {
  sharded: true,
  vindexes: {
    hash: { type: 'hash' },
    ...Object.fromEntries(
      blogs.map(({ prefix }) => [
        `${prefix}_email`,
        {
          type: 'consistent_lookup_unique',
          params: { table: `whole.${prefix}_email`, from: 'email', to: 'keyspace_id' },
          owner: `${prefix}_users`,
        },
      ]),
    ),
  },
  tables: Object.fromEntries([
    ...blogs.flatMap(({ prefix, user, post }) => {
      const sequence = (table: string) => ({ column: 'id', sequence: `whole.${prefix}_${table}_seq` });
      return [
        [
          `${prefix}_users`,
          {
            column_vindexes: [
              { column: 'id', name: 'hash' },
              { column: 'email', name: `${prefix}_email` },
            ],
            auto_increment: sequence('users'),
          },
        ],
        [`${prefix}_posts`, { column_vindexes: [{ column: user, name: 'hash' }], auto_increment: sequence('posts') }],
        [`${prefix}_tags`, { column_vindexes: [{ column: 'id', name: 'hash' }], auto_increment: sequence('tags') }],
        [`${prefix}_post_tags`, { column_vindexes: [{ column: post, name: 'hash' }] }],
      ];
    }),
    ...pinned.map((name) => [name, { pinned: '00' }]),
  ]),
};
