
import type { Type as _query_Type, Type__Output as _query_Type__Output } from '../query/Type.ts';

export interface UDFInfo {
  'name'?: (string);
  'aggregating'?: (boolean);
  'return_type'?: (_query_Type);
}

export interface UDFInfo__Output {
  'name': (string);
  'aggregating': (boolean);
  'return_type': (_query_Type__Output);
}
