
import type { FullStatus as _replicationdata_FullStatus, FullStatus__Output as _replicationdata_FullStatus__Output } from '../replicationdata/FullStatus.ts';

export interface GetFullStatusResponse {
  'status'?: (_replicationdata_FullStatus | null);
}

export interface GetFullStatusResponse__Output {
  'status': (_replicationdata_FullStatus__Output | null);
}
