

export interface RetrySchemaMigrationResponse {
  'rows_affected_by_shard'?: ({[key: string]: bigint | number | string});
}

export interface RetrySchemaMigrationResponse__Output {
  'rows_affected_by_shard': ({[key: string]: bigint});
}
