

export interface VDiffReportOptions {
  'only_pks'?: (boolean);
  'debug_query'?: (boolean);
  'format'?: (string);
  'max_sample_rows'?: (bigint | number | string);
  'row_diff_column_truncate_at'?: (bigint | number | string);
}

export interface VDiffReportOptions__Output {
  'only_pks': (boolean);
  'debug_query': (boolean);
  'format': (string);
  'max_sample_rows': (bigint);
  'row_diff_column_truncate_at': (bigint);
}
