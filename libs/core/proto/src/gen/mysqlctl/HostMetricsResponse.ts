
import type { RPCError as _vtrpc_RPCError, RPCError__Output as _vtrpc_RPCError__Output } from '../vtrpc/RPCError.ts';

export interface _mysqlctl_HostMetricsResponse_Metric {
  'name'?: (string);
  'value'?: (number | string);
  'error'?: (_vtrpc_RPCError | null);
}

export interface _mysqlctl_HostMetricsResponse_Metric__Output {
  'name': (string);
  'value': (number);
  'error': (_vtrpc_RPCError__Output | null);
}

export interface HostMetricsResponse {
  'metrics'?: ({[key: string]: _mysqlctl_HostMetricsResponse_Metric});
}

export interface HostMetricsResponse__Output {
  'metrics': ({[key: string]: _mysqlctl_HostMetricsResponse_Metric__Output});
}
