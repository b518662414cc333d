
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface SetReplicationSourceRequest {
  'parent'?: (_topodata_TabletAlias | null);
  'time_created_ns'?: (bigint | number | string);
  'force_start_replication'?: (boolean);
  'wait_position'?: (string);
  'semiSync'?: (boolean);
  'heartbeat_interval'?: (number | string);
}

export interface SetReplicationSourceRequest__Output {
  'parent': (_topodata_TabletAlias__Output | null);
  'time_created_ns': (bigint);
  'force_start_replication': (boolean);
  'wait_position': (string);
  'semiSync': (boolean);
  'heartbeat_interval': (number);
}
