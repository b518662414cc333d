

export interface GetGlobalStatusVarsRequest {
  'variables'?: (string)[];
}

export interface GetGlobalStatusVarsRequest__Output {
  'variables': (string)[];
}
