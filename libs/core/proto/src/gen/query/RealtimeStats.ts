

export interface RealtimeStats {
  'health_error'?: (string);
  'replication_lag_seconds'?: (number);
  'binlog_players_count'?: (number);
  'filtered_replication_lag_seconds'?: (bigint | number | string);
  'cpu_usage'?: (number | string);
  'qps'?: (number | string);
  'table_schema_changed'?: (string)[];
  'view_schema_changed'?: (string)[];
  'udfs_changed'?: (boolean);
  'tx_unresolved'?: (boolean);
}

export interface RealtimeStats__Output {
  'health_error': (string);
  'replication_lag_seconds': (number);
  'binlog_players_count': (number);
  'filtered_replication_lag_seconds': (bigint);
  'cpu_usage': (number);
  'qps': (number);
  'table_schema_changed': (string)[];
  'view_schema_changed': (string)[];
  'udfs_changed': (boolean);
  'tx_unresolved': (boolean);
}
