
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';


export const _topodata_ShardReplicationError_Type = {
  UNKNOWN: 'UNKNOWN',
  NOT_FOUND: 'NOT_FOUND',
  TOPOLOGY_MISMATCH: 'TOPOLOGY_MISMATCH',
} as const;

export type _topodata_ShardReplicationError_Type =
  | 'UNKNOWN'
  | 0
  | 'NOT_FOUND'
  | 1
  | 'TOPOLOGY_MISMATCH'
  | 2

export type _topodata_ShardReplicationError_Type__Output = typeof _topodata_ShardReplicationError_Type[keyof typeof _topodata_ShardReplicationError_Type]

export interface ShardReplicationError {
  'type'?: (_topodata_ShardReplicationError_Type);
  'tablet_alias'?: (_topodata_TabletAlias | null);
}

export interface ShardReplicationError__Output {
  'type': (_topodata_ShardReplicationError_Type__Output);
  'tablet_alias': (_topodata_TabletAlias__Output | null);
}
