import { fromText, type Message } from '@vt/proto';

/** By what rule the rate of transactions follows the replicas' lag. */
export type LagSettings = Message<'throttlerdata.Configuration'>;

/** Vitess's, in the text form in which the flag takes it. */
export const DEFAULT_LAG_SETTINGS =
  'target_replication_lag_sec:2 max_replication_lag_sec:10 initial_rate:100 max_increase:1 emergency_decrease:0.5 ' +
  'min_duration_between_increases_sec:40 max_duration_between_increases_sec:62 min_duration_between_decreases_sec:20 ' +
  'spread_backlog_across_sec:20 age_bad_rate_after_sec:180 bad_rate_increase:0.1 max_rate_approach_threshold:0.9';

/** Whole numbers, and the least that each may be. */
const whole = {
  target_replication_lag_sec: 1,
  max_replication_lag_sec: 2,
  initial_rate: 1,
  min_duration_between_increases_sec: 1,
  max_duration_between_increases_sec: 1,
  min_duration_between_decreases_sec: 1,
  spread_backlog_across_sec: 1,
  ignore_n_slowest_replicas: 0,
  ignore_n_slowest_rdonlys: 0,
  age_bad_rate_after_sec: 1,
} as const satisfies Partial<Record<keyof LagSettings, number>>;

/** A field that is left out is zero, as in Vitess, and is then refused where zero makes no sense. @throws Error */
export function readLagSettings(text: string): LagSettings {
  const settings = fromText('throttlerdata.Configuration', text);
  for (const [name, least] of Object.entries(whole) as [keyof typeof whole, number][]) {
    if (Number(settings[name]) < least) throw new Error(`${name} must be >= ${least}`);
  }
  const { target_replication_lag_sec: target, max_replication_lag_sec: max } = settings;
  if (target > max) {
    const message = 'target_replication_lag_sec must not be higher than max_replication_lag_sec';
    throw new Error(`${message}: invalid: ${target} > ${max}`);
  }
  if (settings.max_increase <= 0) throw new Error('max_increase must be > 0');
  if (!(settings.emergency_decrease > 0 && settings.emergency_decrease < 1))
    throw new Error('emergency_decrease must be > 0 and < 1');
  if (settings.bad_rate_increase < 0) throw new Error('bad_rate_increase must be >= 0');
  const { max_rate_approach_threshold: approach } = settings;
  if (!(approach >= 0 && approach <= 1)) throw new Error('max_rate_approach_threshold must be >= 0 and <= 1');
  return settings;
}
