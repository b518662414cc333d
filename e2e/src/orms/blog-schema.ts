/** The blogs' tables by the prefix that each ORM's have, and the column of a post's user and of a tagged post. */
const blogs = [
  { prefix: 'dzd', user: 'user_id', post: 'post_id' },
  { prefix: 'gmd', user: 'user_id', post: 'post_id' },
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
  'django_migrations',
  'dzd_migrations',
  'kyd_migration',
  'kyd_migration_lock',
  'obd_migrations',
  'obd_migrations_lock',
  'tod_migrations',
];
const generated = ['users', 'posts', 'tags'];

/** The tables of Django's own applications, by the column that shards them; their ids are generated. */
const contrib = {
  auth_group: 'id',
  auth_group_permissions: 'group_id',
  auth_permission: 'id',
  auth_user: 'id',
  auth_user_groups: 'user_id',
  auth_user_user_permissions: 'user_id',
  django_admin_log: 'user_id',
  django_content_type: 'id',
} as const;
const sequences = [
  ...blogs.flatMap(({ prefix }) => generated.map((table) => `${prefix}_${table}_seq`)),
  ...Object.keys(contrib).map((table) => `${table}_seq`),
];
/** What is unique over shards, and the table and column that find its rows. */
const unique = [
  ...blogs.map(({ prefix }) => ({ name: `${prefix}_email`, from: 'email', owner: `${prefix}_users` })),
  { name: 'auth_user_username', from: 'username', owner: 'auth_user' },
];

/** Sequences for the ids that MySQL generates on one server, and which users have an address. */
export const wholeSchema = [
  ...sequences.flatMap((name) => [
    `create table ${name} (id bigint primary key, next_id bigint, cache bigint) comment 'vitess_sequence';`,
    `insert into ${name} values (0, 1, 1000);`,
  ]),
  ...unique.map(
    ({ name, from }) => `create table ${name} (${from} varchar(150) primary key, keyspace_id varbinary(16));`,
  ),
].join('\n');

export const wholeVschema = {
  tables: Object.fromEntries([
    ...sequences.map((name) => [name, { type: 'sequence' }]),
    ...unique.map(({ name }) => [name, {}]),
  ]),
};

/** As a user would shard a blog: users by their id, found by their address too; posts with their user; the rest by its own id. */
export const partsVschema = {
  sharded: true,
  vindexes: {
    hash: { type: 'hash' },
    xxhash: { type: 'xxhash' },
    ...Object.fromEntries(
      unique.map(({ name, from, owner }) => [
        name,
        { type: 'consistent_lookup_unique', params: { table: `whole.${name}`, from, to: 'keyspace_id' }, owner },
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
    ...Object.entries(contrib).map(([table, column]) => [
      table,
      {
        column_vindexes: [
          { column, name: 'hash' },
          ...unique.filter(({ owner }) => owner === table).map(({ name, from }) => ({ column: from, name })),
        ],
        auto_increment: { column: 'id', sequence: `whole.${table}_seq` },
      },
    ]),
    ['django_session', { column_vindexes: [{ column: 'session_key', name: 'xxhash' }] }],
    ...pinned.map((name) => [name, { pinned: '00' }]),
  ]),
};
