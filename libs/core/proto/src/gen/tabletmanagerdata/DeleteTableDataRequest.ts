

export interface DeleteTableDataRequest {
  'table_filters'?: ({[key: string]: string});
  'batch_size'?: (bigint | number | string);
}

export interface DeleteTableDataRequest__Output {
  'table_filters': ({[key: string]: string});
  'batch_size': (bigint);
}
