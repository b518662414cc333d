import type { CommonFlags, ServiceEnv } from '@vt/servenv';
import type { vtgateFlags } from '../flags.ts';

type Env = Pick<ServiceEnv<typeof vtgateFlags & CommonFlags>, 'log' | 'stats'> & {
  readonly flags: { readonly 'mysql-slow-connect-warn-threshold': number };
};

/** How long clients take to log in, and how many take too long. */
export function loginStats({ flags, log, stats }: Env): (tookMs: number) => void {
  const connects = stats.timings('MysqlServerTimings', 'what clients waited for', 'operation').recorder(['Connect']);
  const slow = stats.counter('MysqlServerConnSlow', 'clients that took longer to log in than they should');
  const slowMs = flags['mysql-slow-connect-warn-threshold'];
  return (tookMs) => {
    connects.record(tookMs);
    if (slowMs <= 0 || tookMs <= slowMs) return;
    slow.add();
    log.warn({ tookMs: Math.round(tookMs) }, 'a client was slow to log in');
  };
}
