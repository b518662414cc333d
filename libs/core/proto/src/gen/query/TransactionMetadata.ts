
import type { TransactionState as _query_TransactionState, TransactionState__Output as _query_TransactionState__Output } from '../query/TransactionState.ts';
import type { Target as _query_Target, Target__Output as _query_Target__Output } from '../query/Target.ts';

export interface TransactionMetadata {
  'dtid'?: (string);
  'state'?: (_query_TransactionState);
  'time_created'?: (bigint | number | string);
  'participants'?: (_query_Target)[];
}

export interface TransactionMetadata__Output {
  'dtid': (string);
  'state': (_query_TransactionState__Output);
  'time_created': (bigint);
  'participants': (_query_Target__Output)[];
}
