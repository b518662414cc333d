
import type { GetThrottlerStatusResponse as _tabletmanagerdata_GetThrottlerStatusResponse, GetThrottlerStatusResponse__Output as _tabletmanagerdata_GetThrottlerStatusResponse__Output } from '../tabletmanagerdata/GetThrottlerStatusResponse.ts';

export interface GetThrottlerStatusResponse {
  'status'?: (_tabletmanagerdata_GetThrottlerStatusResponse | null);
}

export interface GetThrottlerStatusResponse__Output {
  'status': (_tabletmanagerdata_GetThrottlerStatusResponse__Output | null);
}
