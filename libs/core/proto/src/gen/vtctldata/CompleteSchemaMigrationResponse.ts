

export interface CompleteSchemaMigrationResponse {
  'rows_affected_by_shard'?: ({[key: string]: bigint | number | string});
}

export interface CompleteSchemaMigrationResponse__Output {
  'rows_affected_by_shard': ({[key: string]: bigint});
}
