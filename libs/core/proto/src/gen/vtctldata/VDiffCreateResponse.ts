

export interface VDiffCreateResponse {
  'UUID'?: (string);
}

export interface VDiffCreateResponse__Output {
  'UUID': (string);
}
