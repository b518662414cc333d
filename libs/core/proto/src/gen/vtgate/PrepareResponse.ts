
import type { RPCError as _vtrpc_RPCError, RPCError__Output as _vtrpc_RPCError__Output } from '../vtrpc/RPCError.ts';
import type { Session as _vtgate_Session, Session__Output as _vtgate_Session__Output } from '../vtgate/Session.ts';
import type { Field as _query_Field, Field__Output as _query_Field__Output } from '../query/Field.ts';

export interface PrepareResponse {
  'error'?: (_vtrpc_RPCError | null);
  'session'?: (_vtgate_Session | null);
  'fields'?: (_query_Field)[];
  'params_count'?: (number);
}

export interface PrepareResponse__Output {
  'error': (_vtrpc_RPCError__Output | null);
  'session': (_vtgate_Session__Output | null);
  'fields': (_query_Field__Output)[];
  'params_count': (number);
}
