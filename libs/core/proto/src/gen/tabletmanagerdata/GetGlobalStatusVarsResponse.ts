

export interface GetGlobalStatusVarsResponse {
  'status_values'?: ({[key: string]: string});
}

export interface GetGlobalStatusVarsResponse__Output {
  'status_values': ({[key: string]: string});
}
