
import type { Type as _query_Type, Type__Output as _query_Type__Output } from '../query/Type.ts';

export interface Field {
  'name'?: (string);
  'type'?: (_query_Type);
  'table'?: (string);
  'org_table'?: (string);
  'database'?: (string);
  'org_name'?: (string);
  'column_length'?: (number);
  'charset'?: (number);
  'decimals'?: (number);
  'flags'?: (number);
  'column_type'?: (string);
}

export interface Field__Output {
  'name': (string);
  'type': (_query_Type__Output);
  'table': (string);
  'org_table': (string);
  'database': (string);
  'org_name': (string);
  'column_length': (number);
  'charset': (number);
  'decimals': (number);
  'flags': (number);
  'column_type': (string);
}
