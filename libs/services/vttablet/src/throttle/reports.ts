import { Type } from '@vt/sqltypes';
import type { ThrottlerReports } from '@vt/tabletserver';
import type { Throttler } from '@vt/throttle';

/** What SHOW VITESS_THROTTLED_APPS and SHOW VITESS_THROTTLER STATUS tell of a tablet's throttler. */
export function throttlerReports(throttler: Throttler): ThrottlerReports {
  return {
    throttledApps() {
      const rules = Object.values(throttler.status().throttled_apps ?? {}).filter(
        ({ expires_at }) => expires_at == null || Number(expires_at.seconds) * 1000 > Date.now(),
      );
      return {
        columns: [
          { name: 'app', type: Type.VARCHAR },
          { name: 'expire_at', type: Type.TIMESTAMP },
          { name: 'ratio', type: Type.DECIMAL },
        ],
        rows: rules
          .map(({ name, expires_at, ratio }) => [name ?? '', timeText(expires_at?.seconds), String(ratio ?? 0)])
          .toSorted(([a = ''], [b = '']) => (String(a) < String(b) ? -1 : 1)),
      };
    },
    status() {
      const { shard, is_open, default_threshold, custom_metric_query } = throttler.status();
      return {
        columns: [
          { name: 'shard', type: Type.VARCHAR },
          { name: 'enabled', type: Type.INT32 },
          { name: 'threshold', type: Type.FLOAT64 },
          { name: 'query', type: Type.VARCHAR },
        ],
        rows: [[shard ?? '', is_open ? '1' : '0', String(default_threshold), custom_metric_query ?? '']],
      };
    },
  };
}

function timeText(seconds: unknown): string | null {
  return seconds == null ? null : new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
