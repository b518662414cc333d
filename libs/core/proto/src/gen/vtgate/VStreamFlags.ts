

export interface VStreamFlags {
  'minimize_skew'?: (boolean);
  'heartbeat_interval'?: (number);
  'stop_on_reshard'?: (boolean);
  'cells'?: (string);
  'cell_preference'?: (string);
  'tablet_order'?: (string);
  'stream_keyspace_heartbeats'?: (boolean);
  'include_reshard_journal_events'?: (boolean);
  'tables_to_copy'?: (string)[];
  'exclude_keyspace_from_table_name'?: (boolean);
  'transaction_chunk_size'?: (bigint | number | string);
}

export interface VStreamFlags__Output {
  'minimize_skew': (boolean);
  'heartbeat_interval': (number);
  'stop_on_reshard': (boolean);
  'cells': (string);
  'cell_preference': (string);
  'tablet_order': (string);
  'stream_keyspace_heartbeats': (boolean);
  'include_reshard_journal_events': (boolean);
  'tables_to_copy': (string)[];
  'exclude_keyspace_from_table_name': (boolean);
  'transaction_chunk_size': (bigint);
}
