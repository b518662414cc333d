
import type { BindVariable as _query_BindVariable, BindVariable__Output as _query_BindVariable__Output } from '../query/BindVariable.ts';

export interface BoundQuery {
  'sql'?: (string);
  'bind_variables'?: ({[key: string]: _query_BindVariable});
}

export interface BoundQuery__Output {
  'sql': (string);
  'bind_variables': ({[key: string]: _query_BindVariable__Output});
}
