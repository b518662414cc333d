
import type { Field as _query_Field, Field__Output as _query_Field__Output } from '../query/Field.ts';

export interface FieldEvent {
  'table_name'?: (string);
  'fields'?: (_query_Field)[];
  'keyspace'?: (string);
  'shard'?: (string);
  'enum_set_string_values'?: (boolean);
  'is_internal_table'?: (boolean);
}

export interface FieldEvent__Output {
  'table_name': (string);
  'fields': (_query_Field__Output)[];
  'keyspace': (string);
  'shard': (string);
  'enum_set_string_values': (boolean);
  'is_internal_table': (boolean);
}
