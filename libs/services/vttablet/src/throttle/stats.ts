import type { Stats } from '@vt/servenv';
import { type Measurements, type MetricName, metricNames, type Throttler } from '@vt/throttle';

type Watched = Pick<
  Throttler,
  'counts' | 'defaultMetric' | 'measurements' | 'secondsSinceHealthy' | 'shardMeasurements'
>;

/** What the throttler has answered and measured. */
export function throttlerStats(stats: Stats, throttler: Watched): void {
  const { counts } = throttler;
  stats.counterFunc('ThrottlerCheckAnyTotal', 'checks that were answered', () => counts.checks);
  stats.counterFunc('ThrottlerCheckAnyError', 'checks that held somebody back', () => counts.refused);
  stats.counterFunc('ThrottlerProbesTotal', 'measurements of this tablet', () => counts.probes);
  stats.counterFunc('ThrottlerProbesError', 'measurements that failed', () => counts.probeErrors);
  stats.gaugeFunc('ThrottlerProbesLatency', 'nanoseconds that the last measurement took', () =>
    Math.round(counts.probeMs * 1e6),
  );
  stats.gaugeFunc(
    'ThrottlerCheckShardSecondsSinceHealthy',
    'since the shard’s default metric was below its threshold',
    () => throttler.secondsSinceHealthy(throttler.defaultMetric),
  );
  stats.gaugeFunc('ThrottlerAggregatedSelfDefault', 'the default metric of this tablet', () =>
    valueOf(throttler.measurements, throttler.defaultMetric),
  );
  stats.gaugeFunc('ThrottlerAggregatedShardDefault', 'the default metric of the worst of the shard', () =>
    valueOf(throttler.shardMeasurements, throttler.defaultMetric),
  );
  for (const name of metricNames) {
    countChecks(stats, throttler, name);
    const suffix = camelCase(name);
    const value = (measured: Measurements): number => valueOf(measured, name);
    stats.gaugeFunc(`ThrottlerAggregatedSelf${suffix}`, `${name} of this tablet; 0 where it is not measured`, () =>
      value(throttler.measurements),
    );
    stats.gaugeFunc(`ThrottlerAggregatedShard${suffix}`, `${name} of the worst of the shard; 0 on replicas`, () =>
      value(throttler.shardMeasurements),
    );
  }
}

/** Checks that looked at a metric, and those that it held back. */
function countChecks(stats: Stats, { counts }: Watched, name: MetricName): void {
  for (const scope of ['self', 'shard']) {
    const prefix = `ThrottlerCheck${camelCase(scope)}${camelCase(name)}`;
    const counted = () => counts.byMetric.get(`${scope}/${name}`);
    const of = `${name} of the ${scope === 'self' ? 'tablet' : 'shard'}`;
    stats.counterFunc(`${prefix}Total`, `checks that looked at ${of}`, () => counted()?.checks ?? 0);
    stats.counterFunc(`${prefix}Error`, `checks that ${of} held back`, () => counted()?.refused ?? 0);
  }
}

function valueOf(measurements: Measurements, name: MetricName): number {
  const measured = measurements[name];
  return measured && 'value' in measured ? measured.value : 0;
}

/** `mysqld-datadir-used-ratio` → `MysqldDatadirUsedRatio`. */
const camelCase = (name: string): string =>
  name.replaceAll(/(?:^|[_-])([a-z])/g, (_, letter: string) => letter.toUpperCase());
