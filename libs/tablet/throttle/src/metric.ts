/** What a throttler measures, with Vitess's names. `scope`: whose value decides where a check does not say; `threshold`: above it is too much. */
export const metrics = {
  custom: { scope: 'self', threshold: 0 },
  history_list_length: { scope: 'self', threshold: 1_000_000_000 },
  lag: { scope: 'shard', threshold: 5 },
  loadavg: { scope: 'self', threshold: 1 },
  'mysqld-datadir-used-ratio': { scope: 'self', threshold: 0.98 },
  'mysqld-loadavg': { scope: 'self', threshold: 1 },
  threads_running: { scope: 'self', threshold: 100 },
} as const satisfies Record<string, { readonly scope: Scope; readonly threshold: number }>;

export type MetricName = keyof typeof metrics;
/** One tablet, or the worst of the shard's replicas and its primary. */
export type Scope = 'self' | 'shard';

export const metricNames = Object.keys(metrics) as MetricName[];

/** A measured value, or why there is none. */
export type Measured = { readonly value: number } | { readonly error: string };
export type Measurements = { readonly [M in MetricName]?: Measured };

export function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(metrics, name);
}

/** `lag`, `self/lag` or `shard/lag`; undefined where it is none of these. */
export function parseMetric(
  text: string,
): { readonly name: MetricName; readonly scope: Scope | undefined } | undefined {
  const at = text.indexOf('/');
  const [scope, name] = at < 0 ? [undefined, text] : [text.slice(0, at), text.slice(at + 1)];
  if (!isMetricName(name) || (scope !== undefined && scope !== 'self' && scope !== 'shard')) return undefined;
  return { name, scope };
}

/** The worse of two values; what could not be measured is worse than any value. */
export function worse(a: Measured | undefined, b: Measured | undefined): Measured | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if ('error' in a) return a;
  return 'error' in b || b.value > a.value ? b : a;
}
