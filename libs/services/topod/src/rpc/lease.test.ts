import { expect, test } from 'vitest';
import { startTopoServer } from '../server.ts';
import { rawClient, refusal, testServer } from '../testing/clients.ts';

test('a lease that ends takes its keys along', async () => {
  const it = await testServer();
  const { leaseClient, kv } = it.client;
  const { ID, TTL } = await leaseClient.leaseGrant({ TTL: 300 });
  expect(TTL).toBe('300');
  for (const key of ['a', 'b']) await kv.put({ key: Buffer.from(key), value: Buffer.from('x'), lease: ID });
  await kv.put({ key: Buffer.from('b'), value: Buffer.from('stays') });
  const shown = await leaseClient.leaseTimeToLive({ ID, keys: true });
  expect(shown).toMatchObject({ ID, grantedTTL: '300', keys: [Buffer.from('a')] });
  await leaseClient.leaseRevoke({ ID });
  expect((await kv.range({ key: Buffer.from('a') })).count).toBe('0');
  expect((await kv.range({ key: Buffer.from('b') })).count).toBe('1');
  expect(await leaseClient.leaseTimeToLive({ ID })).toMatchObject({ TTL: '-1' });
  await it.stop();
});

test('keep-alive answers with the time, or with 0 for a lease that is not there', async () => {
  const it = await testServer();
  const { leaseClient } = it.client;
  const { ID } = await leaseClient.leaseGrant({ TTL: 60, ID: '9007199254740993' });
  expect(ID).toBe('9007199254740993');
  const stream = await leaseClient.leaseKeepAlive();
  stream.on('error', () => {});
  const answers: string[] = [];
  const both = new Promise<void>((resolve) => {
    stream.on('data', (response) => answers.push(`${response.ID} ${response.TTL}`) === 2 && resolve());
  });
  stream.write({ ID });
  stream.write({ ID: 12345 });
  await both;
  expect(answers).toEqual(['9007199254740993 60', '12345 0']);
  stream.end();
  stream.cancel();
  expect((await leaseClient.leaseLeases()).leases).toEqual([{ ID }]);
  expect(await refusal(leaseClient.leaseGrant({ TTL: 60, ID }))).toContain('etcdserver: lease already exists');
  expect(await refusal(leaseClient.leaseGrant({ TTL: 9_000_000_001 }))).toContain('etcdserver: too large lease TTL');
  await leaseClient.leaseRevoke({ ID });
  expect(await refusal(leaseClient.leaseRevoke({ ID }))).toContain('etcdserver: requested lease not found');
  await it.stop();
});

test('leases and their keys survive a restart, with their whole time before them', async () => {
  const it = await testServer();
  const { leaseClient, kv } = it.client;
  const { ID } = await leaseClient.leaseGrant({ TTL: 100 });
  await kv.put({ key: Buffer.from('k'), value: Buffer.from('v'), lease: ID });
  await it.server.stop();
  const again = await startTopoServer({ listen: '127.0.0.1:0', dataFile: it.dataFile });
  const client = rawClient(again.address);
  const left = await client.leaseClient.leaseTimeToLive({ ID, keys: true });
  expect(left).toMatchObject({ grantedTTL: '100', keys: [Buffer.from('k')] });
  expect(Number(left.TTL)).toBeGreaterThan(0);
  await client.leaseClient.leaseRevoke({ ID });
  expect((await client.kv.range({ key: Buffer.from('k') })).count).toBe('0');
  client.close();
  await again.stop();
  await it.stop();
});
