
import type { Event as _logutil_Event, Event__Output as _logutil_Event__Output } from '../logutil/Event.ts';

export interface RestoreFromBackupResponse {
  'event'?: (_logutil_Event | null);
}

export interface RestoreFromBackupResponse__Output {
  'event': (_logutil_Event__Output | null);
}
