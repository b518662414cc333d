import type { EnumValue, Message, MessageInput } from '@vt/proto';
import { ALWAYS_THROTTLED, appParts, judgeApp } from './app.ts';
import {
  type Measured,
  type Measurements,
  type MetricName,
  metricNames,
  metrics,
  parseMetric,
  type Scope,
} from './metric.ts';

export type ThrottlerConfig = Message<'topodata.ThrottlerConfig'>;
export type CheckResponse = MessageInput<'tabletmanagerdata.CheckThrottlerResponse'>;
type MetricResponse = MessageInput<'tabletmanagerdata.CheckThrottlerResponse.Metric'>;
type Code = EnumValue<'tabletmanagerdata.CheckThrottlerResponseCode'>;

export type CheckInput = {
  readonly app: string;
  /** '' where each metric's own scope is meant. */
  readonly scope: Scope | '';
  readonly okIfNotExists: boolean;
};

export type CheckState = {
  readonly config: ThrottlerConfig;
  readonly self: Measurements;
  /** Of the whole shard; on tablets that are not primary the same as `self`. */
  readonly shard: Measurements;
  readonly nowMs: number;
  /** A number in [0, 1). */
  readonly random: () => number;
};

/** Whether an app may go on, and by which metrics. Pure: everything it needs is given. */
export function check(input: CheckInput, state: CheckState): CheckResponse {
  const { app } = input;
  const { config } = state;
  if (app === ALWAYS_THROTTLED) return denied(app);
  if (!config.enabled)
    return { app_name: app, response_code: 'OK', summary: `${app}: the throttler is disabled`, metrics: {} };
  const verdict = judgeApp(app, config.throttled_apps, state.nowMs);
  if (verdict.kind === 'exempt')
    return { app_name: app, response_code: 'OK', summary: `${app} is exempt`, metrics: {} };
  if (verdict.kind === 'ratio' && state.random() < verdict.ratio) return denied(app, verdict.rule);
  const found = metricsOf(app, config).map((metric) => checkMetric(metric, input, state));
  return summed(app, found);
}

/** @param rule of another app, or of all, by which it is refused */
function denied(app: string, rule = app): CheckResponse {
  return {
    app_name: app,
    response_code: 'APP_DENIED',
    error: APP_DENIED,
    message: APP_DENIED,
    summary: `${app} is explicitly denied access${rule === app ? '' : ` by the rule of ${rule}`}`,
    metrics: {},
  };
}

/** Who asks for everything that there is: tablets of each other, and people. */
const VITESS = 'vitess';
/** Stands for the metric that decides where nothing else is said. */
const DEFAULT = 'default';
const APP_DENIED = 'app denied';
const EXCEEDED = 'threshold exceeded';

/** The metrics that concern an app: its own, those of all, or the default one. */
function metricsOf(app: string, config: ThrottlerConfig): readonly string[] {
  if (app === VITESS) return [...metricNames, DEFAULT];
  for (const name of [...appParts(app), 'all']) {
    const names = config.app_checked_metrics[name]?.names ?? [];
    if (names.length > 0) return names;
  }
  return [defaultMetric(config)];
}

export function defaultMetric(config: ThrottlerConfig): MetricName {
  return config.custom_query === '' ? 'lag' : 'custom';
}

export function thresholdOf(name: MetricName, config: ThrottlerConfig): number {
  const own = config.metric_thresholds[name];
  if (own !== undefined && own > 0) return own;
  return name === defaultMetric(config) && config.threshold > 0 ? config.threshold : metrics[name].threshold;
}

function checkMetric(text: string, input: CheckInput, state: CheckState): MetricResponse {
  const { config } = state;
  if (text === DEFAULT)
    return { ...checkMetric(defaultMetric(config), { ...input, scope: 'self' }, state), name: DEFAULT };
  if (text === 'custom' && config.custom_query === '')
    return { name: text, scope: 'self', threshold: 0, response_code: 'OK', value: 0 };
  const metric = parseMetric(text);
  if (!metric) return { name: text, response_code: 'UNKNOWN_METRIC', error: `no metric is called ${text}` };
  const { name } = metric;
  const asked = input.scope || metric.scope || (config.check_as_check_self ? 'self' : undefined);
  const scope = asked ?? metrics[name].scope;
  const threshold = thresholdOf(name, config);
  return { name, scope, threshold, ...judged(state[scope][name], threshold, input) };
}

function judged(measured: Measured | undefined, threshold: number, input: CheckInput): MetricResponse {
  if (measured === undefined) {
    if (input.okIfNotExists) return { response_code: 'OK' };
    return { response_code: 'UNKNOWN_METRIC', error: 'metric not collected yet' };
  }
  if ('error' in measured) return { response_code: 'INTERNAL_ERROR', error: measured.error };
  const { value } = measured;
  if (value <= threshold) return { response_code: 'OK', value };
  return { response_code: 'THRESHOLD_EXCEEDED', value, message: EXCEEDED };
}

const SEVERITY: readonly Code[] = ['OK', 'UNKNOWN_METRIC', 'INTERNAL_ERROR', 'THRESHOLD_EXCEEDED', 'APP_DENIED'];

/** The worst metric speaks for all. */
function summed(app: string, found: readonly MetricResponse[]): CheckResponse {
  const severity = ({ response_code }: MetricResponse): number => SEVERITY.indexOf(response_code as Code);
  const [worst] = [...found].sort((a, b) => severity(b) - severity(a));
  const { value = 0, threshold = 0, message = '', response_code = 'OK' } = worst ?? {};
  const error = worst?.error || message;
  return {
    app_name: app,
    value,
    threshold,
    error,
    message,
    response_code,
    summary: `${app} ${summaryOf(worst)}`,
    metrics: Object.fromEntries(found.map((metric) => [metric.name ?? '', metric])),
  };
}

function summaryOf(worst: MetricResponse | undefined): string {
  const { name, scope, value, threshold, error, response_code = 'OK' } = worst ?? {};
  if (response_code === 'OK') return 'is granted access';
  const metric = scope ? `${scope}/${name}` : name;
  if (response_code === 'THRESHOLD_EXCEEDED')
    return `is denied access due to ${metric} metric value ${value} exceeding threshold ${threshold}`;
  return `is denied access due to ${metric} metric check error: ${error}`;
}
