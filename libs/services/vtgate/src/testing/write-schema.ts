import type { TestKeyspace } from './test-gate.ts';

const lookupParams = (table: string, from: string) => ({ table, from, to: 'keyspace_id' });

/** A schema in which a row may have entries in three tables, two of them unsharded, and ids from a sequence. */
export const writeKeyspaces: Readonly<Record<string, TestKeyspace>> = {
  un: {
    shards: ['0'],
    vschema: { tables: { music_seq: { type: 'sequence' }, plain: {}, ref: {} } },
  },
  sh: {
    shards: ['-40', '40-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: {
        hash: { type: 'hash' },
        xxhash: { type: 'xxhash' },
        name_lkp: { type: 'lookup_unique', params: lookupParams('un.name_idx', 'name'), owner: 'user' },
        v_lkp: { type: 'lookup', params: { ...lookupParams('un.v_idx', 'v,id'), ignore_nulls: 'true' }, owner: 'user' },
        email_lkp: {
          type: 'consistent_lookup_unique',
          params: { ...lookupParams('sh.email_idx', 'email'), ignore_nulls: 'true' },
          owner: 'user',
        },
        music_lkp: { type: 'lookup_hash_unique', params: lookupParams('un.music_idx', 'id'), owner: 'music' },
      },
      tables: {
        user: {
          column_vindexes: [
            { column: 'id', name: 'hash' },
            { column: 'name', name: 'name_lkp' },
            { columns: ['v', 'id'], name: 'v_lkp' },
            { column: 'email', name: 'email_lkp' },
          ],
        },
        extra: { column_vindexes: [{ column: 'user_id', name: 'hash' }] },
        music: {
          column_vindexes: [
            { column: 'user_id', name: 'hash' },
            { column: 'id', name: 'music_lkp' },
          ],
          auto_increment: { column: 'id', sequence: 'un.music_seq' },
        },
        word: { column_vindexes: [{ column: 'k', name: 'xxhash' }] },
        checked: {
          column_vindexes: [
            { column: 'user_id', name: 'hash' },
            { column: 'music_id', name: 'music_lkp' },
          ],
        },
        email_idx: { column_vindexes: [{ column: 'email', name: 'xxhash' }] },
        ref: { type: 'reference', source: 'un.ref' },
        local_ref: { type: 'reference' },
      },
    },
  },
};

export const writeTables: Readonly<Record<string, string>> = {
  user: `create table user (id bigint primary key, name varchar(20) collate utf8mb4_bin not null unique, email varchar(30)
    collate utf8mb4_bin unique, v int, n int default 7, j json, key (v))`,
  extra: 'create table extra (user_id bigint, id int, val int, t varchar(20), primary key (user_id, id))',
  music:
    'create table music (id bigint primary key auto_increment, user_id bigint not null, title varchar(20), key (user_id))',
  checked: 'create table checked (user_id bigint, music_id bigint, key (user_id))',
  word: 'create table word (k varchar(20) collate utf8mb4_bin primary key, c int, d varchar(10))',
  local_ref: 'create table local_ref (id int primary key, val varchar(10))',
  plain: 'create table plain (id int primary key, val varchar(20), x int)',
  ref: 'create table ref (id int primary key, val varchar(10))',
};

/** Where each of them is. */
export const placement: Readonly<Record<string, 'un' | 'sh'>> = {
  user: 'sh',
  extra: 'sh',
  music: 'sh',
  checked: 'sh',
  word: 'sh',
  local_ref: 'sh',
  plain: 'un',
  ref: 'un',
};

export const lookupTables: Readonly<Record<'un' | 'sh', readonly string[]>> = {
  un: [
    'create table name_idx (name varchar(20) collate utf8mb4_bin primary key, keyspace_id varbinary(16))',
    'create table v_idx (v int, id bigint, keyspace_id varbinary(16), primary key (v, id, keyspace_id))',
    'create table music_idx (id bigint primary key, keyspace_id bigint unsigned)',
    "create table music_seq (id int primary key, next_id bigint, cache bigint) comment 'vitess_sequence'",
    'insert into music_seq values (0, 1, 3)',
  ],
  sh: ['create table email_idx (email varchar(30) collate utf8mb4_bin primary key, keyspace_id varbinary(16))'],
};
