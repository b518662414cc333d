

export interface _tabletmanagerdata_GetMaxValueForSequencesRequest_SequenceMetadata {
  'backing_table_name'?: (string);
  'using_col_escaped'?: (string);
  'using_table_name_escaped'?: (string);
  'using_table_db_name_escaped'?: (string);
}

export interface _tabletmanagerdata_GetMaxValueForSequencesRequest_SequenceMetadata__Output {
  'backing_table_name': (string);
  'using_col_escaped': (string);
  'using_table_name_escaped': (string);
  'using_table_db_name_escaped': (string);
}

export interface GetMaxValueForSequencesRequest {
  'sequences'?: (_tabletmanagerdata_GetMaxValueForSequencesRequest_SequenceMetadata)[];
}

export interface GetMaxValueForSequencesRequest__Output {
  'sequences': (_tabletmanagerdata_GetMaxValueForSequencesRequest_SequenceMetadata__Output)[];
}
