

export interface Status {
  'position'?: (string);
  'replication_lag_seconds'?: (number);
  'source_host'?: (string);
  'source_port'?: (number);
  'connect_retry'?: (number);
  'relay_log_position'?: (string);
  'file_position'?: (string);
  'relay_log_source_binlog_equivalent_position'?: (string);
  'source_server_id'?: (number);
  'source_uuid'?: (string);
  'io_state'?: (number);
  'last_io_error'?: (string);
  'sql_state'?: (number);
  'last_sql_error'?: (string);
  'relay_log_file_position'?: (string);
  'source_user'?: (string);
  'sql_delay'?: (number);
  'auto_position'?: (boolean);
  'using_gtid'?: (boolean);
  'has_replication_filters'?: (boolean);
  'ssl_allowed'?: (boolean);
  'replication_lag_unknown'?: (boolean);
  'backup_running'?: (boolean);
  'semi_sync_primary_enabled'?: (boolean);
  'semi_sync_replica_enabled'?: (boolean);
  'semi_sync_primary_status'?: (boolean);
  'semi_sync_replica_status'?: (boolean);
}

export interface Status__Output {
  'position': (string);
  'replication_lag_seconds': (number);
  'source_host': (string);
  'source_port': (number);
  'connect_retry': (number);
  'relay_log_position': (string);
  'file_position': (string);
  'relay_log_source_binlog_equivalent_position': (string);
  'source_server_id': (number);
  'source_uuid': (string);
  'io_state': (number);
  'last_io_error': (string);
  'sql_state': (number);
  'last_sql_error': (string);
  'relay_log_file_position': (string);
  'source_user': (string);
  'sql_delay': (number);
  'auto_position': (boolean);
  'using_gtid': (boolean);
  'has_replication_filters': (boolean);
  'ssl_allowed': (boolean);
  'replication_lag_unknown': (boolean);
  'backup_running': (boolean);
  'semi_sync_primary_enabled': (boolean);
  'semi_sync_replica_enabled': (boolean);
  'semi_sync_primary_status': (boolean);
  'semi_sync_replica_status': (boolean);
}
