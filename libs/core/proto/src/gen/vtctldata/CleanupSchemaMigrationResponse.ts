

export interface CleanupSchemaMigrationResponse {
  'rows_affected_by_shard'?: ({[key: string]: bigint | number | string});
}

export interface CleanupSchemaMigrationResponse__Output {
  'rows_affected_by_shard': ({[key: string]: bigint});
}
