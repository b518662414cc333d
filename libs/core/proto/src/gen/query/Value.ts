
import type { Type as _query_Type, Type__Output as _query_Type__Output } from '../query/Type.ts';

export interface Value {
  'type'?: (_query_Type);
  'value'?: (Buffer | Uint8Array | string);
}

export interface Value__Output {
  'type': (_query_Type__Output);
  'value': (Buffer);
}
