

export interface ExecuteHookRequest {
  'name'?: (string);
  'parameters'?: (string)[];
  'extra_env'?: ({[key: string]: string});
}

export interface ExecuteHookRequest__Output {
  'name': (string);
  'parameters': (string)[];
  'extra_env': ({[key: string]: string});
}
