

export interface ForceCutOverSchemaMigrationResponse {
  'rows_affected_by_shard'?: ({[key: string]: bigint | number | string});
}

export interface ForceCutOverSchemaMigrationResponse__Output {
  'rows_affected_by_shard': ({[key: string]: bigint});
}
