
import type { RPCError as _vtrpc_RPCError, RPCError__Output as _vtrpc_RPCError__Output } from '../vtrpc/RPCError.ts';

export interface CloseSessionResponse {
  'error'?: (_vtrpc_RPCError | null);
}

export interface CloseSessionResponse__Output {
  'error': (_vtrpc_RPCError__Output | null);
}
