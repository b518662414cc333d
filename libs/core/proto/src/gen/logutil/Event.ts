
import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';
import type { Level as _logutil_Level, Level__Output as _logutil_Level__Output } from '../logutil/Level.ts';

export interface Event {
  'time'?: (_vttime_Time | null);
  'level'?: (_logutil_Level);
  'file'?: (string);
  'line'?: (bigint | number | string);
  'value'?: (string);
}

export interface Event__Output {
  'time': (_vttime_Time__Output | null);
  'level': (_logutil_Level__Output);
  'file': (string);
  'line': (bigint);
  'value': (string);
}
