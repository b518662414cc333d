

export interface VDiffCoreOptions {
  'tables'?: (string);
  'auto_retry'?: (boolean);
  'max_rows'?: (bigint | number | string);
  'checksum'?: (boolean);
  'sample_pct'?: (bigint | number | string);
  'timeout_seconds'?: (bigint | number | string);
  'max_extra_rows_to_compare'?: (bigint | number | string);
  'update_table_stats'?: (boolean);
  'max_diff_seconds'?: (bigint | number | string);
  'auto_start'?: (boolean);
  'repair'?: (boolean);
  '_auto_start'?: "auto_start";
}

export interface VDiffCoreOptions__Output {
  'tables': (string);
  'auto_retry': (boolean);
  'max_rows': (bigint);
  'checksum': (boolean);
  'sample_pct': (bigint);
  'timeout_seconds': (bigint);
  'max_extra_rows_to_compare': (bigint);
  'update_table_stats': (boolean);
  'max_diff_seconds': (bigint);
  'auto_start'?: (boolean);
  'repair': (boolean);
  '_auto_start'?: "auto_start";
}
