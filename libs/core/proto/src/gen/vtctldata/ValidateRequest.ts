

export interface ValidateRequest {
  'ping_tablets'?: (boolean);
}

export interface ValidateRequest__Output {
  'ping_tablets': (boolean);
}
