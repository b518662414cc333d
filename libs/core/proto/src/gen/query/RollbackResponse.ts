

export interface RollbackResponse {
  'reserved_id'?: (bigint | number | string);
}

export interface RollbackResponse__Output {
  'reserved_id': (bigint);
}
