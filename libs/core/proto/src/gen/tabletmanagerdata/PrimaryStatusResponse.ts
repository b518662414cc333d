
import type { PrimaryStatus as _replicationdata_PrimaryStatus, PrimaryStatus__Output as _replicationdata_PrimaryStatus__Output } from '../replicationdata/PrimaryStatus.ts';

export interface PrimaryStatusResponse {
  'status'?: (_replicationdata_PrimaryStatus | null);
}

export interface PrimaryStatusResponse__Output {
  'status': (_replicationdata_PrimaryStatus__Output | null);
}
