

export interface MigrateCompleteResponse {
  'summary'?: (string);
  'dry_run_results'?: (string)[];
}

export interface MigrateCompleteResponse__Output {
  'summary': (string);
  'dry_run_results': (string)[];
}
