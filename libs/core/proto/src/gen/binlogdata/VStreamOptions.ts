
import type { VEventType as _binlogdata_VEventType, VEventType__Output as _binlogdata_VEventType__Output } from '../binlogdata/VEventType.ts';

export interface VStreamOptions {
  'internal_tables'?: (string)[];
  'config_overrides'?: ({[key: string]: string});
  'tables_to_copy'?: (string)[];
  'no_timeouts'?: (boolean);
  'event_types'?: (_binlogdata_VEventType)[];
}

export interface VStreamOptions__Output {
  'internal_tables': (string)[];
  'config_overrides': ({[key: string]: string});
  'tables_to_copy': (string)[];
  'no_timeouts': (boolean);
  'event_types': (_binlogdata_VEventType__Output)[];
}
