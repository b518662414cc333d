
import type { RowChange as _binlogdata_RowChange, RowChange__Output as _binlogdata_RowChange__Output } from '../binlogdata/RowChange.ts';

export interface RowEvent {
  'table_name'?: (string);
  'row_changes'?: (_binlogdata_RowChange)[];
  'keyspace'?: (string);
  'shard'?: (string);
  'flags'?: (number);
  'is_internal_table'?: (boolean);
}

export interface RowEvent__Output {
  'table_name': (string);
  'row_changes': (_binlogdata_RowChange__Output)[];
  'keyspace': (string);
  'shard': (string);
  'flags': (number);
  'is_internal_table': (boolean);
}
