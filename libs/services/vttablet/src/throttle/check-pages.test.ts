import { HttpServer, silentLogger } from '@vt/servenv';
import type { CheckInput, CheckResponse } from '@vt/throttle';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addCheckPages } from './check-pages.ts';

let http: HttpServer;
let url = '';
let answer: CheckResponse;
let asked: CheckInput[] = [];

beforeEach(async () => {
  http = new HttpServer({ log: silentLogger });
  asked = [];
  addCheckPages(http, {
    check: (input) => {
      asked.push(input);
      return answer;
    },
  });
  url = `http://127.0.0.1:${await http.listen(0, '127.0.0.1')}`;
  http.ready();
});
afterEach(() => http.close());

test('a check tells what was measured, the limit, and what decided', async () => {
  const metric = { value: 7.5, threshold: 5, error: 'threshold exceeded', scope: 'self', name: 'lag' };
  answer = {
    ...{ app_name: 'gh-ost', value: 7.5, threshold: 5, error: 'threshold exceeded', message: 'threshold exceeded' },
    response_code: 'THRESHOLD_EXCEEDED',
    recently_checked: true,
    metrics: {
      loadavg: { name: 'loadavg', value: 0, threshold: 1, response_code: 'OK', scope: 'self' },
      lag: { ...metric, response_code: 'THRESHOLD_EXCEEDED' },
    },
  };
  const response = await fetch(`${url}/throttler/check?app=gh-ost`);
  expect(response.status).toBe(429);
  const result = { ResponseCode: 2, Value: 7.5, Threshold: 5, Message: 'threshold exceeded' };
  const named = { Scope: 'self', AppName: 'gh-ost' };
  expect(await response.json()).toEqual({
    StatusCode: 429,
    ...result,
    RecentlyChecked: true,
    MetricName: 'lag',
    ...named,
    Metrics: {
      loadavg: { ResponseCode: 1, Value: 0, Threshold: 1, Message: '', ...named },
      lag: { ...result, ...named },
    },
  });
  expect(asked).toEqual([{ app: 'gh-ost', scope: '', okIfNotExists: false }]);
});

test.each([
  ['OK', 200],
  ['APP_DENIED', 417],
  ['UNKNOWN_METRIC', 404],
  ['INTERNAL_ERROR', 500],
] as const)('%s is HTTP %i, of this tablet alone', async (response_code, status) => {
  answer = { app_name: 'vitess', response_code };
  const response = await fetch(`${url}/throttler/check-self`);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ StatusCode: status, Value: 0, Threshold: 0, Message: '', Metrics: {} });
  expect(asked).toEqual([{ app: 'vitess', scope: 'self', okIfNotExists: false }]);
});
