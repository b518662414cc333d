
import type { StopReplicationMode as _replicationdata_StopReplicationMode, StopReplicationMode__Output as _replicationdata_StopReplicationMode__Output } from '../replicationdata/StopReplicationMode.ts';

export interface StopReplicationAndGetStatusRequest {
  'stop_replication_mode'?: (_replicationdata_StopReplicationMode);
}

export interface StopReplicationAndGetStatusRequest__Output {
  'stop_replication_mode': (_replicationdata_StopReplicationMode__Output);
}
