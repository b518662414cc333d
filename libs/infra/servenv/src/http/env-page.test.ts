import { expect, test } from 'vitest';
import { envPage } from './env-page.ts';

function request(method: string, query: string, body?: unknown) {
  const signal = new AbortController().signal;
  return { method, path: '/debug/env', query: new URLSearchParams(query), headers: {}, body, peer: '', signal };
}

test('/debug/env shows limits and changes one', () => {
  let size = 16;
  const write = (value: string) => {
    if (!/^\d+$/.test(value)) throw new RangeError('ReadPoolSize is a number');
    size = Number(value);
  };
  const page = envPage([{ name: 'ReadPoolSize', read: () => String(size), write }]);
  expect(page(request('GET', '')).body).toContain('value="16"');
  expect(page(request('POST', '', { varname: 'ReadPoolSize', value: '8' })).status).toBe(200);
  expect(JSON.parse(String(page(request('GET', 'format=json')).body))).toEqual({ ReadPoolSize: '8' });
  expect(page(request('POST', 'varname=ReadPoolSize&value=x'))).toMatchObject({ status: 400 });
  expect(page(request('POST', 'varname=Nothing&value=1'))).toMatchObject({ status: 400 });
  expect(size).toBe(8);
});
