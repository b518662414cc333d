

export interface EventToken {
  'timestamp'?: (bigint | number | string);
  'shard'?: (string);
  'position'?: (string);
}

export interface EventToken__Output {
  'timestamp': (bigint);
  'shard': (string);
  'position': (string);
}
