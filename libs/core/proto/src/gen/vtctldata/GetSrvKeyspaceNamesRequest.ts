

export interface GetSrvKeyspaceNamesRequest {
  'cells'?: (string)[];
}

export interface GetSrvKeyspaceNamesRequest__Output {
  'cells': (string)[];
}
