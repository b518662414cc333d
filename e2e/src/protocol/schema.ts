/** What every server has before a case. The rows are few, so that answers can be compared as they are; what is known of them is counted once. */
export const schema: readonly string[] = [
  'create table t (id bigint primary key, v varchar(20), n int, d datetime, j json, b blob, dec1 decimal(10,2), f double) stats_auto_recalc=0',
  "create table d (id bigint primary key, c1 int not null default 7, c2 varchar(10) default 'it''s', c3 decimal(5,2) default 1.50, " +
    "c4 datetime default current_timestamp, c5 varchar(20) character set latin1, c6 varchar(20) character set ascii default 'x', " +
    "c7 enum('a','b') not null default 'b', c8 int generated always as (c1 + 1), c9 bit(3) default b'101', ca date default '2020-01-02')",
  "insert into t (id, v, n, d, j, b, dec1, f) values (1, 'a', 10, '2024-01-02 03:04:05', '{\"a\": 1}', x'00ff', 1.50, 0.1), " +
    "(2, 'b', 20, null, null, null, -2.25, 1e100), (3, 'ä', 30, '2024-12-31 23:59:59', '[]', '', 0, 0), (4, null, null, null, null, null, null, null)",
  `insert into t (id, v, n) values ${Array.from({ length: 16 }, (_, i) => `(${i + 5}, 'v${i}', ${i})`).join(', ')}`,
  'analyze table t',
];

export const vschema = {
  sharded: true,
  vindexes: { hash: { type: 'hash' } },
  tables: Object.fromEntries(
    ['t', 'd', 'z', 'zz', 'tool_a', 'tool_b'].map((name) => [
      name,
      { column_vindexes: [{ column: 'id', name: 'hash' }] },
    ]),
  ),
};
