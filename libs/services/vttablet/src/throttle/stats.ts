import type { Stats } from '@vt/servenv';
import { type Measurements, type MetricName, metricNames, type Throttler } from '@vt/throttle';

type Watched = Pick<Throttler, 'counts' | 'measurements' | 'shardMeasurements'>;

/** What the throttler has answered and measured. */
export function throttlerStats(stats: Stats, throttler: Watched): void {
  const { counts } = throttler;
  stats.counterFunc('ThrottlerCheckAnyTotal', 'checks that were answered', () => counts.checks);
  stats.counterFunc('ThrottlerCheckAnyError', 'checks that held somebody back', () => counts.refused);
  stats.counterFunc('ThrottlerProbesTotal', 'measurements of this tablet', () => counts.probes);
  stats.counterFunc('ThrottlerProbesError', 'measurements that failed', () => counts.probeErrors);
  for (const name of metricNames) {
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

function valueOf(measurements: Measurements, name: MetricName): number {
  const measured = measurements[name];
  return measured && 'value' in measured ? measured.value : 0;
}

/** `mysqld-datadir-used-ratio` → `MysqldDatadirUsedRatio`. */
const camelCase = (name: string): string =>
  name.replaceAll(/(?:^|[_-])([a-z])/g, (_, letter: string) => letter.toUpperCase());
