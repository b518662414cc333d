import { create, type MessageInput } from '@vt/proto';
import { describe, expect, test } from 'vitest';
import { type CheckState, check } from './check.ts';
import { type Measurements, metricNames } from './metric.ts';

function ask(
  app: string,
  config: MessageInput<'topodata.ThrottlerConfig'>,
  measured: { readonly self?: Measurements; readonly shard?: Measurements },
  more: { readonly scope?: 'self' | 'shard'; readonly random?: number; readonly okIfNotExists?: boolean } = {},
) {
  const state: CheckState = {
    config: { ...create('topodata.ThrottlerConfig'), enabled: true, ...config } as CheckState['config'],
    self: measured.self ?? {},
    shard: measured.shard ?? {},
    nowMs: 1_000_000,
    random: () => more.random ?? 0.5,
  };
  const { scope = '', okIfNotExists = false } = more;
  return check({ app, scope, okIfNotExists }, state);
}

const everything = (value: number) => {
  const measured = Object.fromEntries(metricNames.map((name) => [name, { value }]));
  return { self: measured, shard: measured };
};
const lag = (value: number): Measurements => ({ lag: { value } });

describe('by metrics', () => {
  test('the lag of the shard decides where nothing else is said', () => {
    expect(ask('vcopier', {}, { self: lag(100), shard: lag(5) })).toMatchObject({
      response_code: 'OK',
      threshold: 5,
      value: 5,
    });
    expect(ask('vcopier', {}, { self: lag(0), shard: lag(5.1) })).toMatchObject({
      response_code: 'THRESHOLD_EXCEEDED',
      value: 5.1,
    });
    expect(ask('vcopier', {}, { self: lag(9), shard: lag(0) }, { scope: 'self' })).toMatchObject({
      response_code: 'THRESHOLD_EXCEEDED',
    });
    expect(ask('vcopier', { threshold: 20 }, { shard: lag(10) })).toMatchObject({ response_code: 'OK', threshold: 20 });
  });

  test('an app has metrics of its own, and the worst of them speaks', () => {
    const config = {
      app_checked_metrics: { vreplication: { names: ['self/threads_running', 'lag'] } },
      metric_thresholds: { threads_running: 3 },
    };
    const measured = { self: { threads_running: { value: 4 } }, shard: lag(1) };
    const answer = ask('vcopier:x:vreplication', config, measured);
    expect(answer).toMatchObject({ response_code: 'THRESHOLD_EXCEEDED', value: 4, threshold: 3 });
    expect(answer.metrics?.['lag']).toMatchObject({ response_code: 'OK', scope: 'shard' });
    expect(ask('other', config, measured)).toMatchObject({ response_code: 'OK' });
  });

  test('who asks as vitess is told of everything that is measured, and held back by any of it', () => {
    const answer = ask('vitess', { metric_thresholds: { loadavg: 0.5 } }, everything(0.9));
    expect(answer).toMatchObject({ response_code: 'THRESHOLD_EXCEEDED', error: 'threshold exceeded', value: 0.9 });
    expect(answer.summary).toBe('vitess is denied access due to self/loadavg metric value 0.9 exceeding threshold 0.5');
    expect(Object.keys(answer.metrics ?? {}).sort()).toEqual([...metricNames, 'default'].sort());
    expect(answer.metrics?.['default']).toMatchObject({ response_code: 'OK', scope: 'self', value: 0.9, threshold: 5 });
    expect(answer.metrics?.['custom']).toMatchObject({ response_code: 'OK', value: 0 });
    expect(ask('vcopier', {}, everything(0.9)).summary).toBe('vcopier is granted access');
  });

  test('a custom query takes the place of the lag', () => {
    const config = { custom_query: 'select 7', threshold: 6 };
    expect(ask('a', config, { self: { custom: { value: 7 } } })).toMatchObject({
      response_code: 'THRESHOLD_EXCEEDED',
      threshold: 6,
    });
  });

  test('what was not measured, or is no metric, is told', () => {
    expect(ask('a', {}, {})).toMatchObject({ response_code: 'UNKNOWN_METRIC' });
    expect(ask('a', {}, {}, { okIfNotExists: true })).toMatchObject({ response_code: 'OK' });
    expect(ask('a', {}, { shard: { lag: { error: 'gone' } } })).toMatchObject({
      response_code: 'INTERNAL_ERROR',
      error: 'gone',
    });
    const config = { app_checked_metrics: { a: { names: ['nope'] } } };
    expect(ask('a', config, {})).toMatchObject({ response_code: 'UNKNOWN_METRIC' });
  });
});

describe('by rules of apps', () => {
  const rule = (name: string, ratio: number, more = {}) => ({
    [name]: { name, ratio, expires_at: { seconds: 2_000n, nanoseconds: 0 }, ...more },
  });

  test('an app is refused with the probability of its rule, until it expires', () => {
    const config = { throttled_apps: rule('vreplication', 0.6) };
    const measured = { shard: lag(0) };
    expect(ask('vcopier:u:vreplication', config, measured, { random: 0.59 })).toMatchObject({
      response_code: 'APP_DENIED',
    });
    expect(ask('vcopier:u:vreplication', config, measured, { random: 0.6 })).toMatchObject({ response_code: 'OK' });
    const expired = { throttled_apps: rule('vreplication', 1, { expires_at: { seconds: 999n, nanoseconds: 0 } }) };
    expect(ask('vreplication', expired, measured)).toMatchObject({ response_code: 'OK' });
  });

  test('all means all but those with a rule of their own, and the system', () => {
    const config = { throttled_apps: { ...rule('all', 1), ...rule('mine', 0), ...rule('free', 0, { exempt: true }) } };
    expect(ask('any', config, { shard: lag(0) })).toMatchObject({ response_code: 'APP_DENIED' });
    expect(ask('mine', config, { shard: lag(9) })).toMatchObject({ response_code: 'THRESHOLD_EXCEEDED' });
    expect(ask('free', config, { shard: lag(9) })).toMatchObject({ response_code: 'OK' });
    expect(ask('vitess', config, everything(0))).toMatchObject({ response_code: 'OK' });
  });

  test('one app is always refused, and nobody is while it is disabled', () => {
    expect(ask('always-throttled-app', { enabled: false }, {})).toMatchObject({ response_code: 'APP_DENIED' });
    expect(ask('a', { enabled: false }, { shard: lag(100) })).toMatchObject({ response_code: 'OK' });
  });
});
