
import type { VEventType as _binlogdata_VEventType, VEventType__Output as _binlogdata_VEventType__Output } from '../binlogdata/VEventType.ts';
import type { RowEvent as _binlogdata_RowEvent, RowEvent__Output as _binlogdata_RowEvent__Output } from '../binlogdata/RowEvent.ts';
import type { FieldEvent as _binlogdata_FieldEvent, FieldEvent__Output as _binlogdata_FieldEvent__Output } from '../binlogdata/FieldEvent.ts';
import type { VGtid as _binlogdata_VGtid, VGtid__Output as _binlogdata_VGtid__Output } from '../binlogdata/VGtid.ts';
import type { Journal as _binlogdata_Journal, Journal__Output as _binlogdata_Journal__Output } from '../binlogdata/Journal.ts';
import type { LastPKEvent as _binlogdata_LastPKEvent, LastPKEvent__Output as _binlogdata_LastPKEvent__Output } from '../binlogdata/LastPKEvent.ts';

export interface VEvent {
  'type'?: (_binlogdata_VEventType);
  'timestamp'?: (bigint | number | string);
  'gtid'?: (string);
  'statement'?: (string);
  'row_event'?: (_binlogdata_RowEvent | null);
  'field_event'?: (_binlogdata_FieldEvent | null);
  'vgtid'?: (_binlogdata_VGtid | null);
  'journal'?: (_binlogdata_Journal | null);
  'dml'?: (string);
  'current_time'?: (bigint | number | string);
  'last_p_k_event'?: (_binlogdata_LastPKEvent | null);
  'keyspace'?: (string);
  'shard'?: (string);
  'throttled'?: (boolean);
  'throttled_reason'?: (string);
  'commit_parent'?: (bigint | number | string);
  'sequence_number'?: (bigint | number | string);
  'event_gtid'?: (string);
}

export interface VEvent__Output {
  'type': (_binlogdata_VEventType__Output);
  'timestamp': (bigint);
  'gtid': (string);
  'statement': (string);
  'row_event': (_binlogdata_RowEvent__Output | null);
  'field_event': (_binlogdata_FieldEvent__Output | null);
  'vgtid': (_binlogdata_VGtid__Output | null);
  'journal': (_binlogdata_Journal__Output | null);
  'dml': (string);
  'current_time': (bigint);
  'last_p_k_event': (_binlogdata_LastPKEvent__Output | null);
  'keyspace': (string);
  'shard': (string);
  'throttled': (boolean);
  'throttled_reason': (string);
  'commit_parent': (bigint);
  'sequence_number': (bigint);
  'event_gtid': (string);
}
