

export interface ReloadSchemaRequest {
  'wait_position'?: (string);
}

export interface ReloadSchemaRequest__Output {
  'wait_position': (string);
}
