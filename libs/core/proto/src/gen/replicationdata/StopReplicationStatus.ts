
import type { Status as _replicationdata_Status, Status__Output as _replicationdata_Status__Output } from '../replicationdata/Status.ts';

export interface StopReplicationStatus {
  'before'?: (_replicationdata_Status | null);
  'after'?: (_replicationdata_Status | null);
}

export interface StopReplicationStatus__Output {
  'before': (_replicationdata_Status__Output | null);
  'after': (_replicationdata_Status__Output | null);
}
