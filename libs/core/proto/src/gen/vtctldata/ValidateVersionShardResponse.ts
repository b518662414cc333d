

export interface ValidateVersionShardResponse {
  'results'?: (string)[];
}

export interface ValidateVersionShardResponse__Output {
  'results': (string)[];
}
