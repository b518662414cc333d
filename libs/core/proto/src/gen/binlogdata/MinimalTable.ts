
import type { Field as _query_Field, Field__Output as _query_Field__Output } from '../query/Field.ts';

export interface MinimalTable {
  'name'?: (string);
  'fields'?: (_query_Field)[];
  'p_k_columns'?: (bigint | number | string)[];
  'p_k_index_name'?: (string);
}

export interface MinimalTable__Output {
  'name': (string);
  'fields': (_query_Field__Output)[];
  'p_k_columns': (bigint)[];
  'p_k_index_name': (string);
}
