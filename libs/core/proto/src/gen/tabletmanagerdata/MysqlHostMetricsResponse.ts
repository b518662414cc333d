
import type { HostMetricsResponse as _mysqlctl_HostMetricsResponse, HostMetricsResponse__Output as _mysqlctl_HostMetricsResponse__Output } from '../mysqlctl/HostMetricsResponse.ts';

export interface MysqlHostMetricsResponse {
  'HostMetrics'?: (_mysqlctl_HostMetricsResponse | null);
}

export interface MysqlHostMetricsResponse__Output {
  'HostMetrics': (_mysqlctl_HostMetricsResponse__Output | null);
}
