

export interface DemotePrimaryRequest {
  'force'?: (boolean);
}

export interface DemotePrimaryRequest__Output {
  'force': (boolean);
}
