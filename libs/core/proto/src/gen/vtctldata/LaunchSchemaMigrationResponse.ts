

export interface LaunchSchemaMigrationResponse {
  'rows_affected_by_shard'?: ({[key: string]: bigint | number | string});
}

export interface LaunchSchemaMigrationResponse__Output {
  'rows_affected_by_shard': ({[key: string]: bigint});
}
