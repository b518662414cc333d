
import type { Type as _query_Type, Type__Output as _query_Type__Output } from '../query/Type.ts';
import type { Value as _query_Value, Value__Output as _query_Value__Output } from '../query/Value.ts';

export interface BindVariable {
  'type'?: (_query_Type);
  'value'?: (Buffer | Uint8Array | string);
  'values'?: (_query_Value)[];
}

export interface BindVariable__Output {
  'type': (_query_Type__Output);
  'value': (Buffer);
  'values': (_query_Value__Output)[];
}
