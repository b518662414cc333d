import { Stats } from '@vt/servenv';
import { Throttler } from '@vt/throttle';
import { expect, test } from 'vitest';
import { HeartbeatReads } from './mysqld/heartbeat-reads.ts';
import { throttlerStats } from './throttle/stats.ts';

test('heartbeats are counted as they are read', () => {
  const stats = new Stats('vttablet');
  const reads = new HeartbeatReads();
  reads.publish(stats);
  for (const age of [2, undefined, 0.5]) reads.note(age);
  expect(stats.vars()).toMatchObject({
    HeartbeatCurrentLagNs: 5e8,
    HeartbeatCumulativeLagNs: 2.5e9,
    HeartbeatReads: 2,
    HeartbeatReadErrors: 1,
    HeartbeatLagNsHistogram: { '100ms': 0, '1s': 1, '10s': 2, '>1000s': 2, Count: 2, Total: 2.5e9 },
  });
});

test('the throttler’s answers and measurements are counted', async () => {
  let measured = (): void => {};
  const twice = new Promise<void>((resolve) => {
    measured = resolve;
  });
  let left = 2;
  const throttler = new Throttler({
    alias: 'z-1',
    keyspace: 'k',
    shard: '0',
    isPrimary: () => false,
    self: {
      writeHeartbeat: async () => {},
      read: async () => {
        if (--left === 0) measured();
        throw new Error('mysqld is away');
      },
      close: () => {},
    },
    replicas: async () => [],
  });
  const stats = new Stats('vttablet');
  throttlerStats(stats, throttler);
  const input = { app: 'a', metrics: [], scope: '', okIfNotExists: false } as unknown as Parameters<
    Throttler['check']
  >[0];
  throttler.check(input);
  expect(stats.vars()).toMatchObject({ ThrottlerCheckAnyTotal: 1, ThrottlerCheckAnyError: 0, ThrottlerProbesTotal: 0 });
  throttler.configure({
    enabled: true,
    threshold: 1,
    custom_query: '',
    check_as_check_self: false,
    throttled_apps: {},
    app_checked_metrics: {},
    metric_thresholds: {},
  });
  await twice;
  throttler.check(input);
  throttler.close();
  const { ThrottlerProbesTotal: probes, ThrottlerProbesError: failed } = stats.vars();
  expect(stats.vars()).toMatchObject({ ThrottlerCheckAnyTotal: 2, ThrottlerCheckAnyError: 1 });
  expect(probes).toBeGreaterThanOrEqual(2);
  // The second one fails when this is over.
  expect(failed).toBeGreaterThanOrEqual(1);
});
