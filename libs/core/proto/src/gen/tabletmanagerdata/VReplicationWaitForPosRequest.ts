

export interface VReplicationWaitForPosRequest {
  'id'?: (number);
  'position'?: (string);
}

export interface VReplicationWaitForPosRequest__Output {
  'id': (number);
  'position': (string);
}
