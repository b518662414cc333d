export type { CheckInput, CheckResponse, ThrottlerConfig } from './check.ts';
export { isMetricName, type Measured, type Measurements, type MetricName, metricNames } from './metric.ts';
export { SelfMetrics } from './self-metrics.ts';
export { type StatusResponse, Throttler, type ThrottlerParts } from './throttler.ts';
