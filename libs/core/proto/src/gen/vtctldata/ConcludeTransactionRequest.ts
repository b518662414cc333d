
import type { Target as _query_Target, Target__Output as _query_Target__Output } from '../query/Target.ts';

export interface ConcludeTransactionRequest {
  'dtid'?: (string);
  'participants'?: (_query_Target)[];
}

export interface ConcludeTransactionRequest__Output {
  'dtid': (string);
  'participants': (_query_Target__Output)[];
}
