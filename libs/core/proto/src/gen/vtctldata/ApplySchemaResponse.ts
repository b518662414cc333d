

export interface ApplySchemaResponse {
  'uuid_list'?: (string)[];
  'rows_affected_by_shard'?: ({[key: string]: bigint | number | string});
}

export interface ApplySchemaResponse__Output {
  'uuid_list': (string)[];
  'rows_affected_by_shard': ({[key: string]: bigint});
}
