
import type { Status as _replicationdata_Status, Status__Output as _replicationdata_Status__Output } from '../replicationdata/Status.ts';

export interface ReplicationStatusResponse {
  'status'?: (_replicationdata_Status | null);
}

export interface ReplicationStatusResponse__Output {
  'status': (_replicationdata_Status__Output | null);
}
