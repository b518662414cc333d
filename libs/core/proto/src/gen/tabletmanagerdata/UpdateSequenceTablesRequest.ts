

export interface _tabletmanagerdata_UpdateSequenceTablesRequest_SequenceMetadata {
  'backing_table_name'?: (string);
  'backing_table_db_name'?: (string);
  'max_value'?: (bigint | number | string);
}

export interface _tabletmanagerdata_UpdateSequenceTablesRequest_SequenceMetadata__Output {
  'backing_table_name': (string);
  'backing_table_db_name': (string);
  'max_value': (bigint);
}

export interface UpdateSequenceTablesRequest {
  'sequences'?: (_tabletmanagerdata_UpdateSequenceTablesRequest_SequenceMetadata)[];
}

export interface UpdateSequenceTablesRequest__Output {
  'sequences': (_tabletmanagerdata_UpdateSequenceTablesRequest_SequenceMetadata__Output)[];
}
