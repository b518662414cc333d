export { type BufferOptions, defaultBufferOptions, FailoverBuffer } from './gateway/failover-buffer.ts';
export { type ExecuteOptions, Gateway, type GatewayOptions } from './gateway/gateway.ts';
export { mayRetry } from './gateway/retry.ts';
export type { ShardBuffering } from './gateway/shard-buffering.ts';
export { type BalanceMode, type BalanceRules, cellShares, defaultBalance } from './health/balance.ts';
export { HealthCheck, type HealthCheckOptions, type HealthListener } from './health/health-check.ts';
export { defaultLagRules, type LagRules } from './health/pick.ts';
export {
  aliasText,
  grpcAddress,
  httpAddress,
  NOT_SERVING,
  type ShardTarget,
  type Tablet,
  type TabletHealth,
  targetKey,
} from './health/tablet-health.ts';
export { CompatConnection, type CompatConnectionOptions } from './transport/compat/compat-connection.ts';
export { columnDefinitions, rowPackets } from './transport/compat/result-rows.ts';
export { abortError, isKill } from './transport/stream/client-call.ts';
export { PlainOffers } from './transport/stream/plain-offers.ts';
export {
  type QueryStreamOptions,
  type QueryStreamServer,
  serveQueryStream,
} from './transport/stream/serve-query-stream.ts';
export { StreamConnection, type StreamConnectionOptions } from './transport/stream/stream-connection.ts';
export { TabletClient } from './transport/tablet-client.ts';
export type { CallSettle, RunningCall, TabletConnection } from './transport/tablet-connection.ts';
