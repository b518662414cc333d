
import type { Status as _replicationdata_Status, Status__Output as _replicationdata_Status__Output } from '../replicationdata/Status.ts';
import type { Tablet as _topodata_Tablet, Tablet__Output as _topodata_Tablet__Output } from '../topodata/Tablet.ts';

export interface ShardReplicationPositionsResponse {
  'replication_statuses'?: ({[key: string]: _replicationdata_Status});
  'tablet_map'?: ({[key: string]: _topodata_Tablet});
}

export interface ShardReplicationPositionsResponse__Output {
  'replication_statuses': ({[key: string]: _replicationdata_Status__Output});
  'tablet_map': ({[key: string]: _topodata_Tablet__Output});
}
