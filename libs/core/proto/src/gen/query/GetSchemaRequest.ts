
import type { Target as _query_Target, Target__Output as _query_Target__Output } from '../query/Target.ts';
import type { SchemaTableType as _query_SchemaTableType, SchemaTableType__Output as _query_SchemaTableType__Output } from '../query/SchemaTableType.ts';

export interface GetSchemaRequest {
  'target'?: (_query_Target | null);
  'table_type'?: (_query_SchemaTableType);
  'table_names'?: (string)[];
}

export interface GetSchemaRequest__Output {
  'target': (_query_Target__Output | null);
  'table_type': (_query_SchemaTableType__Output);
  'table_names': (string)[];
}
