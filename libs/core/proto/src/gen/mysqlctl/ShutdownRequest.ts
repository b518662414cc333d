
import type { Duration as _vttime_Duration, Duration__Output as _vttime_Duration__Output } from '../vttime/Duration.ts';

export interface ShutdownRequest {
  'wait_for_mysqld'?: (boolean);
  'mysql_shutdown_timeout'?: (_vttime_Duration | null);
  'kill'?: (boolean);
}

export interface ShutdownRequest__Output {
  'wait_for_mysqld': (boolean);
  'mysql_shutdown_timeout': (_vttime_Duration__Output | null);
  'kill': (boolean);
}
