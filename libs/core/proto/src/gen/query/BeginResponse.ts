
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface BeginResponse {
  'transaction_id'?: (bigint | number | string);
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'session_state_changes'?: (string);
}

export interface BeginResponse__Output {
  'transaction_id': (bigint);
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'session_state_changes': (string);
}
