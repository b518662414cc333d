
import type { Field as _query_Field, Field__Output as _query_Field__Output } from '../query/Field.ts';
import type { Row as _query_Row, Row__Output as _query_Row__Output } from '../query/Row.ts';

export interface QueryResult {
  'fields'?: (_query_Field)[];
  'rows_affected'?: (bigint | number | string);
  'insert_id'?: (bigint | number | string);
  'rows'?: (_query_Row)[];
  'info'?: (string);
  'session_state_changes'?: (string);
  'insert_id_changed'?: (boolean);
}

export interface QueryResult__Output {
  'fields': (_query_Field__Output)[];
  'rows_affected': (bigint);
  'insert_id': (bigint);
  'rows': (_query_Row__Output)[];
  'info': (string);
  'session_state_changes': (string);
  'insert_id_changed': (boolean);
}
