

export interface ExecuteVtctlCommandRequest {
  'args'?: (string)[];
  'action_timeout'?: (bigint | number | string);
}

export interface ExecuteVtctlCommandRequest__Output {
  'args': (string)[];
  'action_timeout': (bigint);
}
