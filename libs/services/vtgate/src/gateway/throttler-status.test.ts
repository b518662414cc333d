import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { throttlerStatus } from './throttler-status.ts';

let server: Server;
let address = '';
let body = '';

beforeEach(async () => {
  server = createServer(({ url }, response) => {
    response.statusCode = url === '/throttler/check-self' ? 429 : 404;
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const never = new AbortController().signal;

test.each([
  [{ StatusCode: 200, Value: 0.5, Threshold: 5, Message: '' }, '{"state":"OK","load":10.00,"message":""}'],
  [
    { StatusCode: 429, ResponseCode: 2, Value: 7.5, Threshold: 5, Message: 'threshold exceeded' },
    '{"state":"Too Many Requests","load":150.00,"message":"threshold exceeded"}',
  ],
  [
    { ResponseCode: 3, Value: 0, Threshold: 0, Message: 'a "denied" app' },
    '{"state":"Expectation Failed","load":0.00,"message":"a \\"denied\\" app"}',
  ],
])('%j', async (answer, expected) => {
  body = JSON.stringify(answer);
  expect(await throttlerStatus(address, never)).toBe(expected);
});

test('nothing of a tablet that has no address, says no JSON, or too much', async () => {
  expect(await throttlerStatus(undefined, never)).toBe('');
  body = 'starting';
  expect(await throttlerStatus(address, never)).toBe('');
  body = JSON.stringify({ StatusCode: 200, Message: 'x'.repeat(2 << 20) });
  expect(await throttlerStatus(address, never)).toBe('');
});
