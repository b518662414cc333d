
import type { QueryResult as _query_QueryResult, QueryResult__Output as _query_QueryResult__Output } from '../query/QueryResult.ts';
import type { Session as _vtgate_Session, Session__Output as _vtgate_Session__Output } from '../vtgate/Session.ts';

export interface StreamExecuteResponse {
  'result'?: (_query_QueryResult | null);
  'session'?: (_vtgate_Session | null);
}

export interface StreamExecuteResponse__Output {
  'result': (_query_QueryResult__Output | null);
  'session': (_vtgate_Session__Output | null);
}
