

export interface GetMaxValueForSequencesResponse {
  'max_values_by_sequence_table'?: ({[key: string]: bigint | number | string});
}

export interface GetMaxValueForSequencesResponse__Output {
  'max_values_by_sequence_table': ({[key: string]: bigint});
}
