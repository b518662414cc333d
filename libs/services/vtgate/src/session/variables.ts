/**
 * How the gate treats each session system variable. A name that is not here is looked up on a mysqld: it is a setting where mysqld has it as
 * a session variable.
 *
 * - `aware`: the gate's own; it never reaches a mysqld
 * - `charset`: what the client's texts are, see charset.ts
 * - `check`: accepted when mysqld already has that value, else a warning says that nothing was done; among them are those that a mysqld lets
 *   only administrators set, which the tablets' application account is not
 * - `ignored`: accepted without effect, with a warning
 * - `readOnly`: VT03010
 * - `setting`: the session's mysqld connections get it
 * - `shown`: nothing that a pooled mysqld connection does depends on it; it is kept for who reads it
 * - `unsupported`: VT12001
 */
export type VariableTreatment =
  | 'aware'
  | 'charset'
  | 'check'
  | 'ignored'
  | 'readOnly'
  | 'setting'
  | 'shown'
  | 'unsupported';

const names: Readonly<Record<VariableTreatment, string>> = {
  aware: `autocommit client_found_rows ddl_strategy enable_system_settings last_insert_id identity migration_context query_timeout
    read_after_write read_after_write_gtid read_after_write_timeout scratch_reads session_track_gtids session_uuid skip_query_plan_cache
    sql_select_limit transaction_mode transaction_timeout workload`,
  charset: `character_set_client character_set_connection character_set_results collation_connection`,
  check: `auto_generate_certs binlog_format binlog_row_value_options binlog_transaction_compression
    binlog_transaction_compression_level_zstd bulk_insert_buffer_size character_set_database character_set_filesystem
    character_set_server collation_database collation_server connection_memory_chunk_size connection_memory_limit
    global_connection_memory_tracking histogram_generation_max_mem_size innodb_strict_mode internal_tmp_mem_storage_engine
    low_priority_updates max_error_count max_user_connections min_examined_row_limit select_into_buffer_size
    select_into_disk_sync_delay sql_auto_is_null version_tokens_session`,
  ignored: `debug sql_log_bin innodb_support_xa innodb_tmpdir keep_files_on_create max_delayed_threads max_insert_delayed_threads
    multi_range_count new query_cache_type query_cache_wlock_invalidate`,
  readOnly: 'socket version version_comment',
  setting: `big_tables block_encryption_mode cte_max_recursion_depth default_storage_engine
    default_tmp_storage_engine default_week_format div_precision_increment end_markers_in_json eq_range_index_dive_limit
    explicit_defaults_for_timestamp foreign_key_checks group_concat_max_len
    information_schema_stats_expiry innodb_lock_wait_timeout innodb_table_locks join_buffer_size lc_messages
    lc_time_names lock_wait_timeout long_query_time max_execution_time max_heap_table_size
    max_length_for_sort_data max_seeks_for_key max_sort_length max_statement_time max_tmp_tables
    net_write_timeout old_passwords optimizer_prune_level optimizer_search_depth optimizer_switch optimizer_trace optimizer_trace_features
    optimizer_trace_limit optimizer_trace_max_mem_size parser_max_mem_size profiling profiling_history_size
    query_alloc_block_size range_alloc_block_size range_optimizer_max_mem_size read_buffer_size read_rnd_buffer_size
    show_create_table_verbosity show_old_temporals sort_buffer_size sql_big_selects sql_buffer_result sql_mode sql_notes
    sql_quote_show_create sql_safe_updates sql_warnings time_zone timestamp tmp_table_size transaction_isolation
    transaction_prealloc_size transaction_read_only tx_isolation tx_read_only unique_checks updatable_views_with_limit
    windowing_use_high_precision`,
  shown: `completion_type interactive_timeout net_buffer_length net_read_timeout net_retry_count query_prealloc_size session_track_schema
    session_track_state_change session_track_system_variables session_track_transaction_info
    transaction_alloc_block_size wait_timeout`,
  unsupported: `audit_log_read_buffer_size auto_increment_increment auto_increment_offset
    binlog_direct_non_transactional_updates binlog_row_image binlog_rows_query_log_events gtid_next
    innodb_ft_enable_stopword innodb_ft_user_stopword_table insert_id max_points_in_geometry max_sp_recursion_depth
    myisam_repair_threads myisam_sort_buffer_size myisam_stats_method ndb_allow_copying_alter_table ndb_autoincrement_prefetch_sz
    ndb_blob_read_batch_bytes ndb_blob_write_batch_bytes ndb_deferred_constraints ndb_force_send ndb_fully_replicated
    ndb_index_stat_enable ndb_index_stat_option ndb_join_pushdown ndb_log_bin ndb_log_exclusive_reads ndb_row_checksum ndb_use_exact_count
    ndb_use_transactions ndbinfo_max_bytes ndbinfo_max_rows ndbinfo_show_hidden ndbinfo_table_prefix optimizer_trace_offset
    preload_buffer_size pseudo_slave_mode pseudo_thread_id rand_seed1 rand_seed2 rbr_exec_mode sql_log_off
    thread_pool_high_priority_connection thread_pool_prio_kickup_timer transaction_write_set_extraction`,
};

const treatments = new Map<string, VariableTreatment>();
for (const [treatment, list] of Object.entries(names)) {
  for (const name of list.split(/\s+/)) if (!treatments.has(name)) treatments.set(name, treatment as VariableTreatment);
}

/** `name` in lower case. */
export function treatmentOf(name: string): VariableTreatment | undefined {
  return treatments.get(name);
}
