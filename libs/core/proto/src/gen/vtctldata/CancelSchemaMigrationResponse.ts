

export interface CancelSchemaMigrationResponse {
  'rows_affected_by_shard'?: ({[key: string]: bigint | number | string});
}

export interface CancelSchemaMigrationResponse__Output {
  'rows_affected_by_shard': ({[key: string]: bigint});
}
