
import type { PrimaryHealthEvent as _vtorcdata_PrimaryHealthEvent, PrimaryHealthEvent__Output as _vtorcdata_PrimaryHealthEvent__Output } from '../vtorcdata/PrimaryHealthEvent.ts';

export interface PrimaryHealthState {
  'events'?: (_vtorcdata_PrimaryHealthEvent)[];
  'unhealthy'?: (boolean);
}

export interface PrimaryHealthState__Output {
  'events': (_vtorcdata_PrimaryHealthEvent__Output)[];
  'unhealthy': (boolean);
}
