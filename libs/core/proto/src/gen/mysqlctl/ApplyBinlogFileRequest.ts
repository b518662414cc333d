
import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';

export interface ApplyBinlogFileRequest {
  'binlog_file_name'?: (string);
  'binlog_restore_position'?: (string);
  'binlog_restore_datetime'?: (_vttime_Time | null);
}

export interface ApplyBinlogFileRequest__Output {
  'binlog_file_name': (string);
  'binlog_restore_position': (string);
  'binlog_restore_datetime': (_vttime_Time__Output | null);
}
