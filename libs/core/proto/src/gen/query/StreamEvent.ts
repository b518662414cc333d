
import type { EventToken as _query_EventToken, EventToken__Output as _query_EventToken__Output } from '../query/EventToken.ts';
import type { Field as _query_Field, Field__Output as _query_Field__Output } from '../query/Field.ts';
import type { Row as _query_Row, Row__Output as _query_Row__Output } from '../query/Row.ts';


export const _query_StreamEvent_Statement_Category = {
  Error: 'Error',
  DML: 'DML',
  DDL: 'DDL',
} as const;

export type _query_StreamEvent_Statement_Category =
  | 'Error'
  | 0
  | 'DML'
  | 1
  | 'DDL'
  | 2

export type _query_StreamEvent_Statement_Category__Output = typeof _query_StreamEvent_Statement_Category[keyof typeof _query_StreamEvent_Statement_Category]

export interface _query_StreamEvent_Statement {
  'category'?: (_query_StreamEvent_Statement_Category);
  'table_name'?: (string);
  'primary_key_fields'?: (_query_Field)[];
  'primary_key_values'?: (_query_Row)[];
  'sql'?: (Buffer | Uint8Array | string);
}

export interface _query_StreamEvent_Statement__Output {
  'category': (_query_StreamEvent_Statement_Category__Output);
  'table_name': (string);
  'primary_key_fields': (_query_Field__Output)[];
  'primary_key_values': (_query_Row__Output)[];
  'sql': (Buffer);
}

export interface StreamEvent {
  'statements'?: (_query_StreamEvent_Statement)[];
  'event_token'?: (_query_EventToken | null);
}

export interface StreamEvent__Output {
  'statements': (_query_StreamEvent_Statement__Output)[];
  'event_token': (_query_EventToken__Output | null);
}
