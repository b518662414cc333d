
import type { Field as _query_Field, Field__Output as _query_Field__Output } from '../query/Field.ts';
import type { Row as _query_Row, Row__Output as _query_Row__Output } from '../query/Row.ts';

export interface VStreamTablesResponse {
  'table_name'?: (string);
  'fields'?: (_query_Field)[];
  'pkfields'?: (_query_Field)[];
  'gtid'?: (string);
  'rows'?: (_query_Row)[];
  'lastpk'?: (_query_Row | null);
}

export interface VStreamTablesResponse__Output {
  'table_name': (string);
  'fields': (_query_Field__Output)[];
  'pkfields': (_query_Field__Output)[];
  'gtid': (string);
  'rows': (_query_Row__Output)[];
  'lastpk': (_query_Row__Output | null);
}
