
import type { ResultWithError as _query_ResultWithError, ResultWithError__Output as _query_ResultWithError__Output } from '../query/ResultWithError.ts';
import type { Session as _vtgate_Session, Session__Output as _vtgate_Session__Output } from '../vtgate/Session.ts';

export interface StreamExecuteMultiResponse {
  'result'?: (_query_ResultWithError | null);
  'more_results'?: (boolean);
  'new_result'?: (boolean);
  'session'?: (_vtgate_Session | null);
}

export interface StreamExecuteMultiResponse__Output {
  'result': (_query_ResultWithError__Output | null);
  'more_results': (boolean);
  'new_result': (boolean);
  'session': (_vtgate_Session__Output | null);
}
