
import type { UserPermission as _tabletmanagerdata_UserPermission, UserPermission__Output as _tabletmanagerdata_UserPermission__Output } from '../tabletmanagerdata/UserPermission.ts';
import type { DbPermission as _tabletmanagerdata_DbPermission, DbPermission__Output as _tabletmanagerdata_DbPermission__Output } from '../tabletmanagerdata/DbPermission.ts';

export interface Permissions {
  'user_permissions'?: (_tabletmanagerdata_UserPermission)[];
  'db_permissions'?: (_tabletmanagerdata_DbPermission)[];
}

export interface Permissions__Output {
  'user_permissions': (_tabletmanagerdata_UserPermission__Output)[];
  'db_permissions': (_tabletmanagerdata_DbPermission__Output)[];
}
