
import type { Code as _vtrpc_Code, Code__Output as _vtrpc_Code__Output } from '../vtrpc/Code.ts';

export interface RPCError {
  'message'?: (string);
  'code'?: (_vtrpc_Code);
}

export interface RPCError__Output {
  'message': (string);
  'code': (_vtrpc_Code__Output);
}
