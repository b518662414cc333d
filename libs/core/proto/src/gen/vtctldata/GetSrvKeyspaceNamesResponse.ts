

export interface _vtctldata_GetSrvKeyspaceNamesResponse_NameList {
  'names'?: (string)[];
}

export interface _vtctldata_GetSrvKeyspaceNamesResponse_NameList__Output {
  'names': (string)[];
}

export interface GetSrvKeyspaceNamesResponse {
  'names'?: ({[key: string]: _vtctldata_GetSrvKeyspaceNamesResponse_NameList});
}

export interface GetSrvKeyspaceNamesResponse__Output {
  'names': ({[key: string]: _vtctldata_GetSrvKeyspaceNamesResponse_NameList__Output});
}
