import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { IWatchCreateRequest, IWatchRequest, IWatchResponse } from 'etcd3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawClient, type TestServer, testServer } from '../testing/clients.ts';

let it: TestServer;
beforeAll(async () => {
  it = await testServer({ responseEventsMax: 10 });
});
afterAll(() => it.stop());

type Watching = { next(): Promise<IWatchResponse>; ask(request: IWatchRequest): void; stop(): void };

async function stream(): Promise<Watching> {
  const call = await it.client.watchClient.watch();
  const responses: IWatchResponse[] = [];
  let wake: (() => void) | undefined;
  call.on('data', (response) => {
    responses.push(response);
    wake?.();
  });
  call.on('error', () => {});
  return {
    async next() {
      while (responses.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return responses.shift() as IWatchResponse;
    },
    ask: (request) => call.write(request),
    stop() {
      call.end();
      call.cancel();
    },
  };
}

async function watching(request: IWatchCreateRequest): Promise<Watching> {
  const made = await stream();
  made.ask({ create_request: request });
  expect(await made.next()).toMatchObject({ created: true, canceled: false, events: [] });
  return made;
}

async function put(key: string, value: string): Promise<number> {
  const { header } = await it.client.kv.put({ key: Buffer.from(key), value: Buffer.from(value) });
  return Number(header.revision);
}

function shown(response: IWatchResponse): string[] {
  return response.events.map(({ type, kv, prev_kv }) => {
    const before = prev_kv ? ` was ${prev_kv.value}` : '';
    return `${type} ${kv.key}=${kv.value}@${kv.mod_revision} v${kv.version}${before}`;
  });
}

test('from now on, one key, with what was before', async () => {
  await put('one', 'old');
  const watch = await watching({ key: Buffer.from('one'), prev_kv: true });
  const revision = await put('one', 'new');
  await put('other', 'x');
  await it.client.kv.deleteRange({ key: Buffer.from('one') });
  expect(shown(await watch.next())).toEqual([`Put one=new@${revision} v2 was old`]);
  expect(shown(await watch.next())).toEqual([`Delete one=@${revision + 2} v0 was new`]);
  watch.stop();
});

test('from an earlier revision on, in order, with a transaction’s events together', async () => {
  const first = await put('p/1', 'a');
  await it.client.kv.txn({
    success: ['p/2', 'p/3'].map((key) => ({ request_put: { key: Buffer.from(key), value: Buffer.from('b') } })),
  });
  const watch = await watching({ key: Buffer.from('p/'), range_end: Buffer.from('p0'), start_revision: first });
  expect(shown(await watch.next())).toEqual([
    `Put p/1=a@${first} v1`,
    `Put p/2=b@${first + 1} v1`,
    `Put p/3=b@${first + 1} v1`,
  ]);
  watch.stop();
});

test('filters leave puts or deletes out', async () => {
  const watch = await watching({ key: Buffer.from('f'), filters: ['Noput'] });
  await put('f', 'x');
  await it.client.kv.deleteRange({ key: Buffer.from('f') });
  expect((await watch.next()).events.map(({ type }) => type)).toEqual(['Delete']);
  watch.stop();
});

test('a start that was compacted away ends the watcher with the revision to start from', async () => {
  const first = await put('c', '1');
  await put('c', '2');
  const last = await put('c', '3');
  await it.client.kv.compact({ revision: last });
  const watch = await watching({ key: Buffer.from('c'), start_revision: first });
  expect(await watch.next()).toMatchObject({ canceled: true, compact_revision: String(last) });
  watch.ask({ create_request: { key: Buffer.from('c'), start_revision: last } });
  expect((await watch.next()).created).toBe(true);
  expect(shown(await watch.next())).toEqual([`Put c=3@${last} v3`]);
  watch.stop();
});

test('watchers of one stream are told apart, cancelled one by one, and cannot share an id', async () => {
  const watch = await stream();
  const create = (watch_id: number, key: string): void =>
    watch.ask({ create_request: { key: Buffer.from(key), watch_id } });
  create(7, 's/1');
  create(7, 's/1');
  create(8, 's/2');
  expect(await watch.next()).toMatchObject({ watch_id: '7', created: true, canceled: false });
  expect(await watch.next()).toMatchObject({ watch_id: '-1', created: true, canceled: true });
  expect(await watch.next()).toMatchObject({ watch_id: '8', created: true });
  watch.ask({ cancel_request: { watch_id: 7 } });
  expect(await watch.next()).toMatchObject({ watch_id: '7', canceled: true });
  await put('s/1', 'unheard');
  await put('s/2', 'heard');
  expect(await watch.next()).toMatchObject({ watch_id: '8', events: [{ type: 'Put' }] });
  const revision = it.server.stats().revision;
  watch.ask({ progress_request: {} });
  expect(await watch.next()).toMatchObject({ watch_id: '-1', header: { revision: String(revision) }, events: [] });
  watch.stop();
});

test('a client that does not read holds nobody up, and gets everything in order when it does', async () => {
  const call = await it.client.watchClient.watch();
  const readable = call as unknown as NodeJS.ReadableStream;
  call.on('error', () => {});
  readable.pause();
  call.write({ create_request: { key: Buffer.from('b/'), range_end: Buffer.from('b0') } });
  while (it.server.stats().watchers === 0) await put('waiting', 'for the watcher');
  const other = await watching({ key: Buffer.from('b/last') });
  const value = 'x'.repeat(100_000);
  for (let i = 0; i < 60; i++) await put(`b/${i}`, value);
  await put('b/last', 'done');
  expect((await other.next()).events).toHaveLength(1);
  const keys: string[] = [];
  const all = new Promise<void>((resolve) => {
    call.on('data', (response) => {
      for (const { kv } of response.events) keys.push(String(kv.key));
      if (keys.at(-1) === 'b/last') resolve();
    });
  });
  readable.resume();
  await all;
  expect(keys).toEqual([...Array.from({ length: 60 }, (_, i) => `b/${i}`), 'b/last']);
  call.end();
  call.cancel();
  other.stop();
});

test('fragments split what one revision did', async () => {
  const watch = await watching({ key: Buffer.from('g/'), range_end: Buffer.from('g0'), fragment: true });
  const keys = Array.from({ length: 25 }, (_, i) => Buffer.from(`g/${i}`));
  await it.client.kv.txn({ success: keys.map((key) => ({ request_put: { key, value: Buffer.from('') } })) });
  const parts = [await watch.next(), await watch.next(), await watch.next()];
  expect(parts.map(({ events, fragment }) => [events.length, fragment])).toEqual([
    [10, true],
    [10, true],
    [5, false],
  ]);
  watch.stop();
});

test('the streams of a client that is gone without a word end', { timeout: 30_000 }, async () => {
  const own = await testServer({ pingIntervalMs: 50, pingTimeoutMs: 2_000 });
  const port = Number(own.server.address.split(':')[1]);
  const pairs: [Socket, Socket][] = [];
  const network = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.pipe(far).pipe(near);
    pairs.push([near, far]);
  });
  await new Promise<void>((resolve) => {
    network.listen(0, '127.0.0.1', resolve);
  });
  const client = rawClient(`127.0.0.1:${(network.address() as AddressInfo).port}`);
  const call = await client.watchClient.watch();
  call.on('error', () => {});
  call.write({ create_request: { key: Buffer.from('k') } });
  await new Promise((resolve) => {
    call.on('data', resolve);
  });
  expect(own.server.stats().watchStreams).toBe(1);
  for (const [near, far] of pairs) {
    near.unpipe(far).pause();
    far.unpipe(near).pause();
  }
  await expect.poll(() => own.server.stats(), { timeout: 20_000 }).toMatchObject({ watchStreams: 0, watchers: 0 });
  client.close();
  for (const socket of pairs.flat()) socket.destroy();
  network.close();
  await own.stop();
});
