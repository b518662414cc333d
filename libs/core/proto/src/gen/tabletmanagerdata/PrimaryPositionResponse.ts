

export interface PrimaryPositionResponse {
  'position'?: (string);
}

export interface PrimaryPositionResponse__Output {
  'position': (string);
}
