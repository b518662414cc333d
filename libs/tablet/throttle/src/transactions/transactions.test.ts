import { describe, expect, test } from 'vitest';
import { AdaptiveRate } from './adaptive-rate.ts';
import { DEFAULT_LAG_SETTINGS, readLagSettings } from './lag-settings.ts';
import { TokenRate } from './token-rate.ts';
import { TransactionThrottler } from './transaction-throttler.ts';

const settings = readLagSettings(DEFAULT_LAG_SETTINGS);

describe('settings', () => {
  test('the default is Vitess’s', () => {
    expect(settings).toMatchObject({ target_replication_lag_sec: 2n, initial_rate: 100n, emergency_decrease: 0.5 });
  });

  test.each([
    ['target_replication_lag_sec:3', 'max_replication_lag_sec must be >= 2'],
    [DEFAULT_LAG_SETTINGS.replace('lag_sec:2', 'lag_sec:20'), 'must not be higher than max_replication_lag_sec'],
    [DEFAULT_LAG_SETTINGS.replace('initial_rate:100', ''), 'initial_rate must be >= 1'],
    [DEFAULT_LAG_SETTINGS.replace('decrease:0.5', 'decrease:1'), 'emergency_decrease must be > 0 and < 1'],
    [`${DEFAULT_LAG_SETTINGS} speed:1`, 'has no field speed'],
  ])('%s is refused', (text, why) => {
    expect(() => readLagSettings(text)).toThrow(why);
  });
});

test('tokens come evenly, and are not saved up', () => {
  const tokens = new TokenRate(100, 0);
  const taken = (nowMs: number): number => {
    for (let n = 0; ; n++) if (!tokens.take(nowMs)) return n;
  };
  expect([taken(0), taken(10), taken(60), taken(100_000)]).toEqual([10, 1, 5, 10]);
  tokens.set(5, 100_000);
  expect([taken(100_100), taken(100_200), taken(200_000)]).toEqual([0, 1, 1]);
});

describe('the rate', () => {
  const record = (second: number, lagSeconds: number, begun: number) => ({
    alias: 'a',
    atMs: second * 1000,
    lagSeconds,
    begun,
  });

  test('is raised while the lag is small and the limit is made use of', () => {
    const rate = new AdaptiveRate(settings, 0);
    rate.record(record(39, 0, 3_900));
    expect(rate.perSecond).toBe(100);
    rate.record(record(41, 0, 4_100));
    expect(rate.perSecond).toBe(200);
    rate.record(record(82, 0, 4_200));
    // Nobody tried how 200 go.
    expect(rate.perSecond).toBe(200);
  });

  test('becomes what the replica achieves, less what it has to catch up, and then lies between what was good and what was not', () => {
    const rate = new AdaptiveRate(settings, 0);
    rate.record(record(10, 2, 1_000));
    // 10 s in which it fell 5 s behind: half of what was offered.
    rate.record(record(20, 7, 2_000));
    expect(rate.perSecond).toBe(Math.round(50 - (5 * 50) / 20));
    rate.record(record(30, 9, 2_500));
    // The last change gets its time.
    expect(rate.perSecond).toBe(38);
    rate.record(record(71, 0, 2_000 + 51 * 38));
    expect(rate.perSecond).toBe(76);
    rate.record(record(112, 0, 2_000 + 51 * 38 + 41 * 76));
    expect(rate.perSecond).toBe((76 + 100) / 2);
  });

  test('shrinks by a share at once when the lag is more than is allowed, and never to nothing', () => {
    const rate = new AdaptiveRate(settings, 0);
    rate.record(record(1, 11, 100));
    expect(rate.perSecond).toBe(50);
    rate.record(record(5, 11, 100));
    expect(rate.perSecond).toBe(50);
    for (let second = 30; second < 600; second += 30) rate.record(record(second, 60, 100));
    expect(rate.perSecond).toBe(1);
  });
});

describe('the throttler', () => {
  type Options = { readonly dryRun?: boolean; readonly random?: () => number; readonly text?: string };

  function open({ dryRun = false, random = () => 0, text = DEFAULT_LAG_SETTINGS }: Options = {}) {
    const clock = { ms: 0 };
    const counts = { requests: 0, throttled: 0 };
    const throttler = new TransactionThrottler({
      settings: readLagSettings(text),
      dryRun,
      defaultPriority: 100,
      onRequest: () => counts.requests++,
      onThrottled: () => counts.throttled++,
      now: () => clock.ms,
      random,
    });
    const refused = (count: number, priority?: number): number =>
      Array.from({ length: count }, () => throttler.refuses(priority, 'w')).filter(Boolean).length;
    return { throttler, clock, counts, refused };
  }

  test('refuses nothing while no replica lags, however many begin', () => {
    const { throttler, refused, counts } = open();
    throttler.update('a', { kind: 'REPLICA', lagSeconds: 2 });
    expect([refused(1_000), counts]).toEqual([0, { requests: 1_000, throttled: 0 }]);
  });

  test('refuses what is over the rate while one lags, and no more when it is gone', () => {
    const { throttler, clock, counts, refused } = open();
    throttler.update('a', { kind: 'REPLICA', lagSeconds: 3 });
    expect(refused(100)).toBe(90);
    clock.ms = 50;
    expect(refused(100)).toBe(95);
    expect(counts).toEqual({ requests: 200, throttled: 185 });
    throttler.update('a', undefined);
    expect([refused(100), throttler.lagSeconds]).toEqual([0, 0]);
  });

  test('counts only in a dry run', () => {
    const { throttler, counts, refused } = open({ dryRun: true });
    throttler.update('a', { kind: 'REPLICA', lagSeconds: 3 });
    expect([refused(100), counts]).toEqual([0, { requests: 100, throttled: 90 }]);
  });

  test('a transaction of a low number of priority is drawn seldomer, and one of 0 never', () => {
    let n = 0;
    const { throttler, refused } = open({ random: () => (n++ % 100) / 100 });
    throttler.update('a', { kind: 'REPLICA', lagSeconds: 30 });
    expect(refused(1_000, 0)).toBe(0);
    expect(refused(20)).toBe(15);
    expect(refused(1_000, 30)).toBe(300);
  });

  test('the slowest do not count where so many are to be ignored', () => {
    const { throttler, refused } = open({ text: `${DEFAULT_LAG_SETTINGS} ignore_n_slowest_replicas:1` });
    throttler.update('a', { kind: 'REPLICA', lagSeconds: 600 });
    throttler.update('b', { kind: 'REPLICA', lagSeconds: 1 });
    expect([throttler.lagSeconds, refused(100)]).toEqual([1, 0]);
    throttler.update('b', { kind: 'REPLICA', lagSeconds: 20 });
    // Twenty seconds: the rate was halved with it.
    expect([throttler.lagSeconds, throttler.perSecond, refused(100)]).toEqual([20, 50, 95]);
    throttler.update('c', { kind: 'RDONLY', lagSeconds: 40 });
    expect(throttler.lagSeconds).toBe(40);
  });
});
