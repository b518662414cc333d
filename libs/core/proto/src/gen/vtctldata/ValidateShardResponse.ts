

export interface ValidateShardResponse {
  'results'?: (string)[];
}

export interface ValidateShardResponse__Output {
  'results': (string)[];
}
