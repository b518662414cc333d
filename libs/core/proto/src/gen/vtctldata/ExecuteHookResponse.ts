
import type { ExecuteHookResponse as _tabletmanagerdata_ExecuteHookResponse, ExecuteHookResponse__Output as _tabletmanagerdata_ExecuteHookResponse__Output } from '../tabletmanagerdata/ExecuteHookResponse.ts';

export interface ExecuteHookResponse {
  'hook_result'?: (_tabletmanagerdata_ExecuteHookResponse | null);
}

export interface ExecuteHookResponse__Output {
  'hook_result': (_tabletmanagerdata_ExecuteHookResponse__Output | null);
}
