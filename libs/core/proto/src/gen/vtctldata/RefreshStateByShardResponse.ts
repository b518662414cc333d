

export interface RefreshStateByShardResponse {
  'is_partial_refresh'?: (boolean);
  'partial_refresh_details'?: (string);
}

export interface RefreshStateByShardResponse__Output {
  'is_partial_refresh': (boolean);
  'partial_refresh_details': (string);
}
