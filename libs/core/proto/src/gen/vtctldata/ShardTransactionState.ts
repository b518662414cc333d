

export interface ShardTransactionState {
  'shard'?: (string);
  'state'?: (string);
  'message'?: (string);
  'time_created'?: (bigint | number | string);
  'statements'?: (string)[];
}

export interface ShardTransactionState__Output {
  'shard': (string);
  'state': (string);
  'message': (string);
  'time_created': (bigint);
  'statements': (string)[];
}
