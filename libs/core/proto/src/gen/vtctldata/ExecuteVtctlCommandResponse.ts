
import type { Event as _logutil_Event, Event__Output as _logutil_Event__Output } from '../logutil/Event.ts';

export interface ExecuteVtctlCommandResponse {
  'event'?: (_logutil_Event | null);
}

export interface ExecuteVtctlCommandResponse__Output {
  'event': (_logutil_Event__Output | null);
}
