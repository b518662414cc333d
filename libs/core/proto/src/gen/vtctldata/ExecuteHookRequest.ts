
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { ExecuteHookRequest as _tabletmanagerdata_ExecuteHookRequest, ExecuteHookRequest__Output as _tabletmanagerdata_ExecuteHookRequest__Output } from '../tabletmanagerdata/ExecuteHookRequest.ts';

export interface ExecuteHookRequest {
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'tablet_hook_request'?: (_tabletmanagerdata_ExecuteHookRequest | null);
}

export interface ExecuteHookRequest__Output {
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'tablet_hook_request': (_tabletmanagerdata_ExecuteHookRequest__Output | null);
}
