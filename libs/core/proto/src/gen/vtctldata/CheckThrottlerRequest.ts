
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface CheckThrottlerRequest {
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'app_name'?: (string);
  'scope'?: (string);
  'skip_request_heartbeats'?: (boolean);
  'ok_if_not_exists'?: (boolean);
}

export interface CheckThrottlerRequest__Output {
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'app_name': (string);
  'scope': (string);
  'skip_request_heartbeats': (boolean);
  'ok_if_not_exists': (boolean);
}
