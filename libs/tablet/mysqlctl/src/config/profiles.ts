import { isAtLeast, type ServerVersion } from '../server/version.ts';
import type { CnfLine } from './my-cnf.ts';

/** 'default': a server that has its machine's memory. 'small': one of many on one machine, for local clusters and tests. */
export type Profile = 'default' | 'small';

export const profiles = {
  default: () => [['max_connections', 500]],
  small: (version) => (version.flavor === 'mysql' ? smallMysql(version) : smallMariadb()),
} satisfies Record<Profile, (version: ServerVersion) => readonly CnfLine[]>;

/** Survives kill -9 whole; the loss of power may cost the last second. */
const SHARED: readonly CnfLine[] = [
  ['max_connections', 100],
  ['innodb_buffer_pool_size', '32M'],
  ['innodb_flush_log_at_trx_commit', 2],
  ['sync_binlog', 0],
  ['key_buffer_size', '1M'],
  ['table_open_cache', 400],
  ['table_definition_cache', 400],
  ['table_open_cache_instances', 1],
];

/** With 8M, the least there may be, InnoDB's checkpoints are always behind under load and writes stand still for it: a replica took from 4 to more than 45 s to execute its last transactions and become primary. */
const REDO_LOG = '64M';

function smallMysql(version: ServerVersion): readonly CnfLine[] {
  return [
    ...SHARED,
    isAtLeast(version, 8, 0, 30) ? ['innodb_redo_log_capacity', REDO_LOG] : ['innodb_log_file_size', REDO_LOG],
    ['innodb_log_buffer_size', '1M'],
    ['innodb_read_io_threads', 1],
    ['innodb_write_io_threads', 1],
    ['innodb_purge_threads', 1],
    ['innodb_page_cleaners', 1],
    // Every connection that had a temporary table keeps 1 MB of this, untouched memory for the most part. Beyond it MySQL 9 puts such
    // tables on disk, and then fails recursive queries (1146).
    ['temptable_max_ram', '128M'],
    ['tablespace_definition_cache', 256],
    ['stored_program_definition_cache', 256],
    ['schema_definition_cache', 256],
    ...SMALL_PERFORMANCE_SCHEMA,
  ];
}

/** Enough of performance_schema for metadata locks, replication status and the error log; the rest costs 140 MB. */
const SMALL_PERFORMANCE_SCHEMA: readonly CnfLine[] = [
  ['performance_schema', 'ON'],
  ['performance_schema_max_table_instances', 500],
  ['performance_schema_max_table_handles', 500],
  ['performance_schema_max_index_stat', 500],
  ['performance_schema_max_table_lock_stat', 500],
  ['performance_schema_events_statements_history_long_size', 100],
  ['performance_schema_events_waits_history_long_size', 100],
  ['performance_schema_events_stages_history_long_size', 100],
  ['performance_schema_events_transactions_history_long_size', 100],
  ['performance_schema_digests_size', 200],
  ['performance_schema_error_size', 1],
  ['performance_schema_max_thread_instances', 120],
  ['performance_schema_accounts_size', 20],
  ['performance_schema_hosts_size', 20],
  ['performance_schema_users_size', 20],
  ['performance_schema_max_metadata_locks', 1000],
  ['performance_schema_max_prepared_statements_instances', 100],
  ['performance_schema_max_program_instances', 50],
  ['performance_schema_max_memory_classes', 0],
  ['performance-schema-instrument', "'wait/%=OFF'"],
  ['performance-schema-instrument', "'wait/lock/metadata/sql/mdl=ON'"],
];

function smallMariadb(): readonly CnfLine[] {
  return [
    ...SHARED,
    ['innodb_log_file_size', REDO_LOG],
    ['innodb_log_buffer_size', '2M'],
    ['aria_pagecache_buffer_size', '1M'],
    ['performance_schema', 'OFF'],
    ['query_cache_size', 0],
  ];
}
