export { HealthCheck, type HealthCheckOptions, type HealthListener } from './health/health-check.ts';
export { defaultLagRules, type LagRules } from './health/pick.ts';
export {
  aliasText,
  grpcAddress,
  type ShardTarget,
  type Tablet,
  type TabletHealth,
  targetKey,
} from './health/tablet-health.ts';
