
import type { Field as _query_Field, Field__Output as _query_Field__Output } from '../query/Field.ts';

export interface TableDefinition {
  'name'?: (string);
  'schema'?: (string);
  'columns'?: (string)[];
  'primary_key_columns'?: (string)[];
  'type'?: (string);
  'data_length'?: (bigint | number | string);
  'row_count'?: (bigint | number | string);
  'fields'?: (_query_Field)[];
}

export interface TableDefinition__Output {
  'name': (string);
  'schema': (string);
  'columns': (string)[];
  'primary_key_columns': (string)[];
  'type': (string);
  'data_length': (bigint);
  'row_count': (bigint);
  'fields': (_query_Field__Output)[];
}
