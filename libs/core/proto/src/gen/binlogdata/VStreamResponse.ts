
import type { VEvent as _binlogdata_VEvent, VEvent__Output as _binlogdata_VEvent__Output } from '../binlogdata/VEvent.ts';

export interface VStreamResponse {
  'events'?: (_binlogdata_VEvent)[];
}

export interface VStreamResponse__Output {
  'events': (_binlogdata_VEvent__Output)[];
}
