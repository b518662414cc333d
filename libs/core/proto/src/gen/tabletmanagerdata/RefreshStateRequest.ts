

export interface RefreshStateRequest {
  'grace_ms'?: (number);
}

export interface RefreshStateRequest__Output {
  'grace_ms': (number);
}
