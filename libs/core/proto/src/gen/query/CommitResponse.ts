

export interface CommitResponse {
  'reserved_id'?: (bigint | number | string);
}

export interface CommitResponse__Output {
  'reserved_id': (bigint);
}
