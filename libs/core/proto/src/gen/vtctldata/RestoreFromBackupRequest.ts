
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';

export interface RestoreFromBackupRequest {
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'backup_time'?: (_vttime_Time | null);
  'restore_to_pos'?: (string);
  'dry_run'?: (boolean);
  'restore_to_timestamp'?: (_vttime_Time | null);
  'allowed_backup_engines'?: (string)[];
}

export interface RestoreFromBackupRequest__Output {
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'backup_time': (_vttime_Time__Output | null);
  'restore_to_pos': (string);
  'dry_run': (boolean);
  'restore_to_timestamp': (_vttime_Time__Output | null);
  'allowed_backup_engines': (string)[];
}
