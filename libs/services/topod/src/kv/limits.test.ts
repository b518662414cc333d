import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTopoServer } from '../server.ts';
import { refusal, type TestServer, testServer } from '../testing/clients.ts';

let it: TestServer;
beforeAll(async () => {
  it = await testServer({ requestBytesMax: 10_000, storeBytesMax: 30_000, txnOpsMax: 4, watchersPerStreamMax: 2 });
});
afterAll(() => it.stop());

const key = Buffer.from('k');

test('too much in one request is refused and changes nothing', async () => {
  const { kv } = it.client;
  const large = await refusal(kv.put({ key, value: Buffer.alloc(10_001) }));
  expect(large).toContain('etcdserver: request is too large');
  const half = { request_put: { key: Buffer.from('a'), value: Buffer.alloc(6_000) } };
  const other = { request_put: { key: Buffer.from('b'), value: Buffer.alloc(6_000) } };
  expect(await refusal(kv.txn({ success: [half, other] }))).toContain('etcdserver: request is too large');
  const ops = Array.from({ length: 5 }, (_, i) => ({ request_range: { key: Buffer.from(`k${i}`) } }));
  expect(await refusal(kv.txn({ success: ops }))).toContain('etcdserver: too many operations in txn request');
  expect((await kv.range({ key: Buffer.of(0), range_end: Buffer.of(0) })).count).toBe('0');
});

test('a full store refuses writes, still answers, and takes writes again when there is room', async () => {
  const { kv } = it.client;
  let refused = '';
  for (let i = 0; i < 10 && refused === ''; i++) {
    const outcome = await refusal(kv.put({ key, value: Buffer.alloc(9_000) }));
    if (!outcome.startsWith('no refusal')) refused = outcome;
  }
  expect(refused).toContain('etcdserver: mvcc: database space exceeded');
  const { header, kvs } = await kv.range({ key });
  expect(kvs[0]?.value).toHaveLength(9_000);
  await kv.compact({ revision: header.revision });
  await kv.put({ key, value: Buffer.from('small') });
});

test('a stream takes so many watchers', async () => {
  const stream = await it.client.watchClient.watch();
  stream.on('error', () => {});
  const reasons: string[] = [];
  const three = new Promise<void>((resolve) => {
    stream.on('data', (response) => reasons.push(response.cancel_reason) === 3 && resolve());
  });
  for (let i = 0; i < 3; i++) stream.write({ create_request: { key } });
  await three;
  expect(reasons).toEqual(['', '', 'etcdserver: too many watchers']);
  stream.end();
  stream.cancel();
});

test('a second server does not open the file of a running one', async () => {
  const second = startTopoServer({ listen: '127.0.0.1:0', dataFile: it.dataFile });
  expect(await refusal(second)).toBe(`${it.dataFile} is in use by process ${process.pid}`);
  await it.client.kv.put({ key, value: Buffer.from('still works') });
  expect((await readFile(it.dataFile)).includes('still works')).toBe(true);
});

test('a port that is taken is an error, and leaves the file free', async () => {
  const dataFile = `${it.dataFile}.other`;
  const taken = await refusal(startTopoServer({ listen: it.server.address, dataFile }));
  expect(taken).toContain('EADDRINUSE');
  const server = await startTopoServer({ listen: '127.0.0.1:0', dataFile });
  await server.stop();
});
