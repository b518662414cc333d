
import type { Event as _logutil_Event, Event__Output as _logutil_Event__Output } from '../logutil/Event.ts';

export interface InitShardPrimaryResponse {
  'events'?: (_logutil_Event)[];
}

export interface InitShardPrimaryResponse__Output {
  'events': (_logutil_Event__Output)[];
}
