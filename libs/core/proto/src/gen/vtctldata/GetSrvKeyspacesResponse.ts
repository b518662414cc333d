
import type { SrvKeyspace as _topodata_SrvKeyspace, SrvKeyspace__Output as _topodata_SrvKeyspace__Output } from '../topodata/SrvKeyspace.ts';

export interface GetSrvKeyspacesResponse {
  'srv_keyspaces'?: ({[key: string]: _topodata_SrvKeyspace});
}

export interface GetSrvKeyspacesResponse__Output {
  'srv_keyspaces': ({[key: string]: _topodata_SrvKeyspace__Output});
}
