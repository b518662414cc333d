
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface _topodata_ShardReplication_Node {
  'tablet_alias'?: (_topodata_TabletAlias | null);
}

export interface _topodata_ShardReplication_Node__Output {
  'tablet_alias': (_topodata_TabletAlias__Output | null);
}

export interface ShardReplication {
  'nodes'?: (_topodata_ShardReplication_Node)[];
}

export interface ShardReplication__Output {
  'nodes': (_topodata_ShardReplication_Node__Output)[];
}
