

export interface GetReplicasResponse {
  'addrs'?: (string)[];
}

export interface GetReplicasResponse__Output {
  'addrs': (string)[];
}
