
import type { Permissions as _tabletmanagerdata_Permissions, Permissions__Output as _tabletmanagerdata_Permissions__Output } from '../tabletmanagerdata/Permissions.ts';

export interface GetPermissionsResponse {
  'permissions'?: (_tabletmanagerdata_Permissions | null);
}

export interface GetPermissionsResponse__Output {
  'permissions': (_tabletmanagerdata_Permissions__Output | null);
}
