

export interface ExecuteHookResponse {
  'exit_status'?: (bigint | number | string);
  'stdout'?: (string);
  'stderr'?: (string);
}

export interface ExecuteHookResponse__Output {
  'exit_status': (bigint);
  'stdout': (string);
  'stderr': (string);
}
