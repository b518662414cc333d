import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@vt/base/testing';
import { serverCredentials } from '@vt/servenv';
import { EtcdKv } from '@vt/topo';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningTopoServer, startTopoServer } from './server.ts';
import { makeCertificates } from './testing/certificates.ts';

let dir: string;
let port: number;
let server: RunningTopoServer;
let kv: EtcdKv;
const file = (name: string): string => join(dir, name);
/** Less than the interval at which files are looked at. */
const call = { timeoutMs: 8_000, subject: 'k', repeatable: true };
const put = (value: string) => kv.txn([], [{ kind: 'put', key: 'k', value: Buffer.from(value) }], call);

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'vt-renewed-'));
  port = await freePort();
});

afterEach(async () => {
  kv.close();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  const credentials = serverCredentials({ ca: file('ca.pem'), cert: file('own.pem'), key: file('own.key') });
  server = await startTopoServer({ listen: `127.0.0.1:${port}`, dataFile: file('topo.data'), credentials });
}

test('a client goes on when its certificate and the authority have been replaced, without being opened anew', async () => {
  makeCertificates(dir, 'first');
  await start();
  // Files of its own: those that the server looks at are known to the whole process.
  const copy = (): void => {
    for (const name of ['ca.pem', 'own.pem', 'own.key']) copyFileSync(file(name), file(`client-${name}`));
  };
  copy();
  const tls = { ca: file('client-ca.pem'), cert: file('client-own.pem'), key: file('client-own.key') };
  kv = new EtcdKv([`127.0.0.1:${port}`], { tls });
  expect(await put('before')).toMatchObject({ ok: true });
  makeCertificates(dir, 'second');
  await server.stop();
  await start();
  await expect(kv.read({ key: 'k', prefix: false }, true, { ...call, timeoutMs: 1_000 })).rejects.toThrow();
  copy();
  expect(await put('after')).toMatchObject({ ok: true });
  const opened = new Promise((resolve, reject) => {
    const onEnd = (reason: object): void => reject(new Error(JSON.stringify(reason)));
    kv.watch({ key: 'k', prefix: false }, 0n, { onOpen: resolve, onEvents: () => {}, onEnd });
  });
  expect(await opened).toBeTypeOf('bigint');
});
