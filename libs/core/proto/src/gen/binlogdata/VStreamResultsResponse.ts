
import type { Field as _query_Field, Field__Output as _query_Field__Output } from '../query/Field.ts';
import type { Row as _query_Row, Row__Output as _query_Row__Output } from '../query/Row.ts';

export interface VStreamResultsResponse {
  'fields'?: (_query_Field)[];
  'gtid'?: (string);
  'rows'?: (_query_Row)[];
}

export interface VStreamResultsResponse__Output {
  'fields': (_query_Field__Output)[];
  'gtid': (string);
  'rows': (_query_Row__Output)[];
}
