
import type { StopReplicationStatus as _replicationdata_StopReplicationStatus, StopReplicationStatus__Output as _replicationdata_StopReplicationStatus__Output } from '../replicationdata/StopReplicationStatus.ts';

export interface StopReplicationAndGetStatusResponse {
  'status'?: (_replicationdata_StopReplicationStatus | null);
}

export interface StopReplicationAndGetStatusResponse__Output {
  'status': (_replicationdata_StopReplicationStatus__Output | null);
}
