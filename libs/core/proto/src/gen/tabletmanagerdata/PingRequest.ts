

export interface PingRequest {
  'payload'?: (string);
}

export interface PingRequest__Output {
  'payload': (string);
}
