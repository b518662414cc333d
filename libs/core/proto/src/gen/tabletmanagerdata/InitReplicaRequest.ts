
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface InitReplicaRequest {
  'parent'?: (_topodata_TabletAlias | null);
  'replication_position'?: (string);
  'time_created_ns'?: (bigint | number | string);
  'semiSync'?: (boolean);
}

export interface InitReplicaRequest__Output {
  'parent': (_topodata_TabletAlias__Output | null);
  'replication_position': (string);
  'time_created_ns': (bigint);
  'semiSync': (boolean);
}
