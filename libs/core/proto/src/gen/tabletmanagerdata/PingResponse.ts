

export interface PingResponse {
  'payload'?: (string);
}

export interface PingResponse__Output {
  'payload': (string);
}
