/** A change of table `ledger`, and whether it is taken back afterwards. */
export type DrillChange = { readonly sql: string; readonly strategy?: string; readonly reverts?: boolean };

/** Changes of all kinds, each for the table as the one before left it. Writers know the columns id, writer and note. */
export const drillChanges: readonly DrillChange[] = [
  { sql: 'alter table ledger add column a int not null default 3', reverts: true },
  { sql: 'alter table ledger drop primary key, add primary key (id, writer)', reverts: true },
  { sql: 'alter table ledger modify note varchar(80), modify writer bigint not null' },
  { sql: 'alter table ledger add key k_note (note(10))', reverts: true },
  { sql: 'alter table ledger add column b varchar(10) first' },
  { sql: "alter table ledger add column s enum('x', 'y') not null" },
  { sql: "alter table ledger modify s varchar(5) not null default 'x'", reverts: true },
  { sql: 'alter table ledger drop column b' },
  { sql: 'alter table ledger add column c json' },
  { sql: 'alter table ledger rename column c to d' },
  { sql: 'alter table ledger change d e text' },
  { sql: 'alter table ledger add unique key u (writer, id)', reverts: true },
  { sql: 'alter table ledger convert to character set latin1' },
  { sql: 'alter table ledger convert to character set utf8mb4' },
  { sql: 'alter table ledger engine = innodb' },
  { sql: 'alter table ledger add column g bigint generated always as (id + 1) stored' },
  { sql: 'alter table ledger add constraint ck check (writer >= -1)', reverts: true },
  { sql: 'alter table ledger partition by hash (id) partitions 4' },
  { sql: 'alter table ledger remove partitioning', reverts: true },
  { sql: 'alter table ledger add column i int', strategy: 'vitess --prefer-instant-ddl' },
  { sql: 'alter table ledger modify note text', reverts: true },
  { sql: "alter table ledger comment = 'the last one'", strategy: 'vitess --allow-concurrent' },
];
