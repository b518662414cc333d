
import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';

export interface RestoreFromBackupRequest {
  'backup_time'?: (_vttime_Time | null);
  'restore_to_pos'?: (string);
  'dry_run'?: (boolean);
  'restore_to_timestamp'?: (_vttime_Time | null);
  'allowed_backup_engines'?: (string)[];
}

export interface RestoreFromBackupRequest__Output {
  'backup_time': (_vttime_Time__Output | null);
  'restore_to_pos': (string);
  'dry_run': (boolean);
  'restore_to_timestamp': (_vttime_Time__Output | null);
  'allowed_backup_engines': (string)[];
}
