
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface PopulateReparentJournalRequest {
  'time_created_ns'?: (bigint | number | string);
  'action_name'?: (string);
  'primary_alias'?: (_topodata_TabletAlias | null);
  'replication_position'?: (string);
}

export interface PopulateReparentJournalRequest__Output {
  'time_created_ns': (bigint);
  'action_name': (string);
  'primary_alias': (_topodata_TabletAlias__Output | null);
  'replication_position': (string);
}
