

export interface RefreshStateResponse {
  'quiet'?: (boolean);
}

export interface RefreshStateResponse__Output {
  'quiet': (boolean);
}
