

export interface WaitForPositionRequest {
  'position'?: (string);
}

export interface WaitForPositionRequest__Output {
  'position': (string);
}
