/** A table of the sidecar database. Columns in their order: name → MySQL's definition of it. */
export interface SidecarTable {
  readonly columns: Readonly<Record<string, string>>;
  /** Primary key first. */
  readonly keys: readonly string[];
}

const id = 'bigint unsigned NOT NULL AUTO_INCREMENT';
const stamp = 'timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP';
const touched = 'timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP';
const maybe = 'timestamp NULL DEFAULT NULL';
const number = "bigint NOT NULL DEFAULT '0'";
const count = "bigint unsigned NOT NULL DEFAULT '0'";
const flag = "tinyint unsigned NOT NULL DEFAULT '0'";
const word = "varchar(128) NOT NULL DEFAULT ''";
const line = "varchar(1024) NOT NULL DEFAULT ''";
/** Names are told apart by case and by nothing else. */
const name = 'varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL';

/**
 * What the tablets keep beside the data, in the database called `_vt`. Vitess's column names, so that either program reads
 * the other's rows. Sorted by name.
 */
export const sidecarTables = {
  copy_state: {
    columns: {
      id,
      vrepl_id: 'int NOT NULL',
      table_name: 'varbinary(128) NOT NULL',
      lastpk: 'varbinary(2000) DEFAULT NULL',
    },
    keys: ['PRIMARY KEY (id)', 'KEY vrepl_id (vrepl_id, table_name)'],
  },
  dt_participant: {
    columns: {
      dtid: 'varbinary(512) NOT NULL',
      id: 'bigint NOT NULL',
      keyspace: 'varchar(256) NOT NULL',
      shard: 'varchar(256) NOT NULL',
    },
    keys: ['PRIMARY KEY (dtid, id)'],
  },
  dt_state: {
    columns: { dtid: 'varbinary(512) NOT NULL', state: 'bigint NOT NULL', time_created: 'bigint NOT NULL' },
    keys: ['PRIMARY KEY (dtid)', 'KEY time_created_idx (time_created)'],
  },
  heartbeat: {
    columns: {
      keyspaceShard: 'varbinary(256) NOT NULL',
      tabletUid: 'int unsigned NOT NULL',
      ts: 'bigint unsigned NOT NULL',
    },
    keys: ['PRIMARY KEY (keyspaceShard)'],
  },
  post_copy_action: {
    columns: { id, vrepl_id: 'int NOT NULL', table_name: 'varbinary(128) NOT NULL', action: 'json NOT NULL' },
    keys: ['PRIMARY KEY (id)', 'UNIQUE KEY vrepl_id_table_name (vrepl_id, table_name)'],
  },
  redo_state: {
    columns: {
      dtid: 'varbinary(512) NOT NULL',
      state: 'bigint NOT NULL',
      time_created: 'bigint NOT NULL',
      message: 'text',
    },
    keys: ['PRIMARY KEY (dtid)'],
  },
  redo_statement: {
    columns: { dtid: 'varbinary(512) NOT NULL', id: 'bigint NOT NULL', statement: 'mediumblob NOT NULL' },
    keys: ['PRIMARY KEY (dtid, id)'],
  },
  reparent_journal: {
    columns: {
      time_created_ns: 'bigint unsigned NOT NULL',
      action_name: 'varbinary(250) NOT NULL',
      primary_alias: 'varbinary(32) NOT NULL',
      replication_position: 'varbinary(64000) DEFAULT NULL',
    },
    keys: ['PRIMARY KEY (time_created_ns)'],
  },
  resharding_journal: {
    columns: { id: 'bigint NOT NULL', db_name: 'varbinary(255) DEFAULT NULL', val: 'blob' },
    keys: ['PRIMARY KEY (id)'],
  },
  schema_migrations: {
    columns: {
      id,
      migration_uuid: 'varchar(64) NOT NULL',
      keyspace: 'varchar(256) NOT NULL',
      shard: 'varchar(255) NOT NULL',
      mysql_schema: word,
      mysql_table: word,
      migration_statement: 'text NOT NULL',
      strategy: word,
      options: 'varchar(8192) NOT NULL',
      added_timestamp: stamp,
      requested_timestamp: 'timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)',
      ready_timestamp: maybe,
      started_timestamp: maybe,
      liveness_timestamp: maybe,
      completed_timestamp: 'timestamp(6) NULL DEFAULT NULL',
      cleanup_timestamp: maybe,
      migration_status: word,
      log_path: line,
      artifacts: 'text NOT NULL',
      retries: "int unsigned NOT NULL DEFAULT '0'",
      tablet: word,
      tablet_failure: flag,
      progress: "float NOT NULL DEFAULT '0'",
      migration_context: line,
      ddl_action: "varchar(16) NOT NULL DEFAULT ''",
      message: 'text NOT NULL',
      message_timestamp: 'timestamp(6) NULL DEFAULT NULL',
      eta_seconds: "bigint NOT NULL DEFAULT '-1'",
      rows_copied: count,
      vreplication_lag_seconds: count,
      table_rows: number,
      added_unique_keys: "int unsigned NOT NULL DEFAULT '0'",
      removed_unique_keys: "int unsigned NOT NULL DEFAULT '0'",
      log_file: line,
      retain_artifacts_seconds: number,
      postpone_completion: flag,
      removed_unique_key_names: 'text NOT NULL',
      dropped_no_default_column_names: 'text NOT NULL',
      expanded_column_names: 'text NOT NULL',
      revertible_notes: 'text NOT NULL',
      allow_concurrent: flag,
      reverted_uuid: "varchar(64) NOT NULL DEFAULT ''",
      is_view: flag,
      ready_to_complete: flag,
      vitess_liveness_indicator: number,
      user_throttle_ratio: "float NOT NULL DEFAULT '0'",
      special_plan: 'text NOT NULL',
      last_throttled_timestamp: maybe,
      component_throttled: 'tinytext NOT NULL',
      reason_throttled: 'text NOT NULL',
      cancelled_timestamp: maybe,
      postpone_launch: flag,
      stage: 'text NOT NULL',
      cutover_attempts: "int unsigned NOT NULL DEFAULT '0'",
      is_immediate_operation: flag,
      reviewed_timestamp: maybe,
      ready_to_complete_timestamp: maybe,
      shadow_analyzed_timestamp: maybe,
      removed_foreign_key_names: 'text NOT NULL',
      last_cutover_attempt_timestamp: maybe,
      force_cutover: flag,
      cutover_threshold_seconds: "int unsigned NOT NULL DEFAULT '0'",
      in_order_completion_pending_count: count,
    },
    keys: [
      'PRIMARY KEY (id)',
      'UNIQUE KEY uuid_idx (migration_uuid)',
      'KEY keyspace_shard_idx (keyspace(64), shard(64))',
      'KEY status_idx (migration_status, liveness_timestamp)',
      'KEY cleanup_status_idx (cleanup_timestamp, migration_status)',
      'KEY tablet_failure_idx (tablet_failure, migration_status, retries)',
      'KEY table_complete_idx (migration_status, keyspace(64), mysql_table(64), completed_timestamp)',
      'KEY migration_context_idx (migration_context(64))',
      'KEY reverted_uuid_idx (reverted_uuid)',
    ],
  },
  schema_version: {
    columns: {
      id: 'int NOT NULL AUTO_INCREMENT',
      pos: 'varbinary(10000) NOT NULL',
      time_updated: 'bigint NOT NULL',
      ddl: 'blob',
      schemax: 'longblob NOT NULL',
    },
    keys: ['PRIMARY KEY (id)'],
  },
  semisync_heartbeat: { columns: { ts: touched }, keys: [] },
  tables: {
    columns: { TABLE_SCHEMA: name, TABLE_NAME: name, CREATE_STATEMENT: 'longtext', CREATE_TIME: 'bigint DEFAULT NULL' },
    keys: ['PRIMARY KEY (TABLE_SCHEMA, TABLE_NAME)'],
  },
  udfs: {
    columns: {
      FUNCTION_NAME: name,
      FUNCTION_RETURN_TYPE: 'varchar(20) NOT NULL',
      FUNCTION_TYPE: 'varchar(20) NOT NULL',
    },
    keys: ['PRIMARY KEY (FUNCTION_NAME)'],
  },
  vdiff: {
    columns: {
      id: 'bigint NOT NULL AUTO_INCREMENT',
      vdiff_uuid: 'varchar(64) NOT NULL',
      workflow: 'varbinary(1024) DEFAULT NULL',
      keyspace: 'varbinary(256) DEFAULT NULL',
      shard: 'varchar(255) NOT NULL',
      db_name: 'varbinary(1024) DEFAULT NULL',
      state: 'varbinary(64) DEFAULT NULL',
      options: 'json DEFAULT NULL',
      created_at: stamp,
      started_at: maybe,
      liveness_timestamp: maybe,
      completed_at: maybe,
      last_error: 'varbinary(1024) DEFAULT NULL',
    },
    keys: [
      'PRIMARY KEY (id)',
      'UNIQUE KEY uuid_idx (vdiff_uuid)',
      'KEY state (state)',
      'KEY ks_wf_idx (keyspace(64), workflow(64))',
    ],
  },
  vdiff_log: {
    columns: {
      id: 'int NOT NULL AUTO_INCREMENT',
      vdiff_id: 'int NOT NULL',
      created_at: stamp,
      message: 'text NOT NULL',
    },
    keys: ['PRIMARY KEY (id)', 'KEY vdiff_id (vdiff_id)'],
  },
  vdiff_table: {
    columns: {
      vdiff_id: 'bigint NOT NULL',
      table_name: 'varbinary(128) NOT NULL',
      state: 'varbinary(64) DEFAULT NULL',
      lastpk: 'varbinary(2000) DEFAULT NULL',
      table_rows: number,
      rows_compared: number,
      mismatch: "tinyint(1) NOT NULL DEFAULT '0'",
      report: 'json DEFAULT NULL',
      created_at: stamp,
      updated_at: touched,
    },
    keys: ['PRIMARY KEY (vdiff_id, table_name)'],
  },
  views: {
    columns: {
      TABLE_SCHEMA: name,
      TABLE_NAME: name,
      CREATE_STATEMENT: 'longtext',
      VIEW_DEFINITION: 'longtext NOT NULL',
    },
    keys: ['PRIMARY KEY (TABLE_SCHEMA, TABLE_NAME)'],
  },
  vreplication: {
    columns: {
      id: 'int NOT NULL AUTO_INCREMENT',
      workflow: 'varbinary(1000) DEFAULT NULL',
      source: 'mediumblob NOT NULL',
      pos: 'varbinary(10000) NOT NULL',
      stop_pos: 'varbinary(10000) DEFAULT NULL',
      max_tps: 'bigint NOT NULL',
      max_replication_lag: 'bigint NOT NULL',
      cell: 'varbinary(1000) DEFAULT NULL',
      tablet_types: 'varbinary(100) DEFAULT NULL',
      time_updated: 'bigint NOT NULL',
      transaction_timestamp: 'bigint NOT NULL',
      state: 'varbinary(100) NOT NULL',
      message: 'varbinary(1000) DEFAULT NULL',
      db_name: 'varbinary(255) NOT NULL',
      rows_copied: number,
      tags: "varbinary(1024) NOT NULL DEFAULT ''",
      time_heartbeat: number,
      workflow_type: "int NOT NULL DEFAULT '0'",
      time_throttled: number,
      component_throttled: "varchar(255) NOT NULL DEFAULT ''",
      reason_throttled: line,
      workflow_sub_type: "int NOT NULL DEFAULT '0'",
      defer_secondary_keys: "tinyint(1) NOT NULL DEFAULT '0'",
      options: 'json NOT NULL',
    },
    keys: ['PRIMARY KEY (id)', 'KEY workflow_idx (workflow(64))', 'KEY time_heartbeat_idx (time_heartbeat)'],
  },
  vreplication_log: {
    columns: {
      id: 'bigint NOT NULL AUTO_INCREMENT',
      vrepl_id: 'int NOT NULL',
      type: 'varbinary(256) NOT NULL',
      state: 'varbinary(100) NOT NULL',
      created_at: 'timestamp NULL DEFAULT CURRENT_TIMESTAMP',
      updated_at: 'timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP',
      message: 'text NOT NULL',
      count: "bigint NOT NULL DEFAULT '1'",
    },
    keys: ['PRIMARY KEY (id)', 'KEY vrepl_id_idx (vrepl_id)'],
  },
} as const satisfies Record<string, SidecarTable>;
