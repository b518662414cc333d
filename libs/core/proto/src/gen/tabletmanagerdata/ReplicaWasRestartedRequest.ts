
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface ReplicaWasRestartedRequest {
  'parent'?: (_topodata_TabletAlias | null);
}

export interface ReplicaWasRestartedRequest__Output {
  'parent': (_topodata_TabletAlias__Output | null);
}
