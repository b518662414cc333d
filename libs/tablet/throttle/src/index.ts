export type { CheckInput, CheckResponse, ThrottlerConfig } from './check.ts';
export { isMetricName, type Measured, type Measurements, type MetricName, metricNames } from './metric.ts';
export { SelfMetrics } from './self-metrics.ts';
export { type StatusResponse, Throttler, type ThrottlerParts } from './throttler.ts';
export { DEFAULT_LAG_SETTINGS, type LagSettings, readLagSettings } from './transactions/lag-settings.ts';
export {
  type ReplicaKind,
  type ReplicaLag,
  TransactionThrottler,
  type TransactionThrottlerOptions,
} from './transactions/transaction-throttler.ts';
