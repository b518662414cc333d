
import type { PrimaryStatus as _replicationdata_PrimaryStatus, PrimaryStatus__Output as _replicationdata_PrimaryStatus__Output } from '../replicationdata/PrimaryStatus.ts';

export interface DemotePrimaryResponse {
  'primary_status'?: (_replicationdata_PrimaryStatus | null);
}

export interface DemotePrimaryResponse__Output {
  'primary_status': (_replicationdata_PrimaryStatus__Output | null);
}
