import type { Stats } from '@vt/servenv';
import type { Throttler } from '@vt/throttle';

/** What the throttler has answered and measured. */
export function throttlerStats(stats: Stats, { counts }: Pick<Throttler, 'counts'>): void {
  stats.counterFunc('ThrottlerCheckAnyTotal', 'checks that were answered', () => counts.checks);
  stats.counterFunc('ThrottlerCheckAnyError', 'checks that held somebody back', () => counts.refused);
  stats.counterFunc('ThrottlerProbesTotal', 'measurements of this tablet', () => counts.probes);
  stats.counterFunc('ThrottlerProbesError', 'measurements that failed', () => counts.probeErrors);
}
