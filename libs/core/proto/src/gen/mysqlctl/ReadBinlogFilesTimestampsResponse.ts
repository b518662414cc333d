
import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';

export interface ReadBinlogFilesTimestampsResponse {
  'first_timestamp'?: (_vttime_Time | null);
  'first_timestamp_binlog'?: (string);
  'last_timestamp'?: (_vttime_Time | null);
  'last_timestamp_binlog'?: (string);
}

export interface ReadBinlogFilesTimestampsResponse__Output {
  'first_timestamp': (_vttime_Time__Output | null);
  'first_timestamp_binlog': (string);
  'last_timestamp': (_vttime_Time__Output | null);
  'last_timestamp_binlog': (string);
}
