import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ObjectStorage } from '../object/object-storage.ts';
import {
  networkContract,
  type Opened,
  PART_BYTES,
  ROOT,
  ServerProcesses,
  storageContract,
  type Wanted,
} from '../testing/contract.ts';
import { AzureStore } from './azure-store.ts';
import { AzureClient } from './client.ts';
import { azureCredentials } from './credentials.ts';
import { sharedKey } from './signature.ts';

const KEY = Buffer.from('a key of the storage account').toString('base64');
const WRONG = Buffer.from('another').toString('base64');
const servers = new ServerProcesses();
afterEach(() => servers.stop());

async function open({ secret, failures = 0, retriesMax = 2 }: Wanted = {}): Promise<Opened> {
  const endpoint = await servers.start('./azblob-server.ts', ['account', KEY, String(failures)]);
  const client = new AzureClient({
    endpoint,
    container: 'backups',
    credentials: () => ({ account: 'account', key: secret ? WRONG : KEY }),
    retriesMax,
  });
  return {
    storage: new ObjectStorage(new AzureStore(client, { blockBytes: PART_BYTES, parallelism: 3 }), ROOT),
    unfinished: async () => Number(await (await fetch(`${endpoint}/?blocks`)).text()),
    cut: async (key) => void (await fetch(`${endpoint}/?fail=${encodeURIComponent(key)}`, { method: 'PUT' })),
  };
}

describe('backups in Azure', () => {
  storageContract(open);
  networkContract(open);

  test('a wrong key is told', async () => {
    const { storage } = await open({ secret: 'wrong' });
    await expect(storage.list('ks/-80')).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining('403 AuthenticationFailed'),
    });
  });
});

test('the key stands in its file, else in the environment, and is told without itself when it is not good', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vt-azblob-'));
  try {
    const path = join(folder, 'key');
    writeFileSync(path, `${KEY}\n`);
    expect(azureCredentials('account', path, {})).toEqual({ account: 'account', key: KEY });
    expect(azureCredentials('account', '', { VT_AZBLOB_ACCOUNT_KEY: KEY }).key).toBe(KEY);
    expect(() => azureCredentials('account', '', {})).toThrow('neither --azblob-backup-account-key-file nor');
    expect(() => azureCredentials('account', '/nowhere', {})).toThrow('no key of the storage account: ENOENT');
    writeFileSync(path, 'not base64!');
    expect(() => azureCredentials('account', path, {})).toThrow(/^the storage account's key is not base64$/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** What is signed stands in the documentation of Shared Key; the signature was computed from that text apart. */
test('signatures are those of Shared Key', () => {
  const request = {
    method: 'PUT',
    url: new URL('https://account.blob.core.windows.net/backups/a%20b?comp=block&blockid=YQ%3D%3D'),
    headers: { 'x-ms-version': '2021-12-02', 'x-ms-date': 'Fri, 26 Jun 2015 23:39:12 GMT', 'content-md5': 'bWQ1' },
    contentLength: 11,
  };
  expect(sharedKey(request, { account: 'account', key: KEY })).toBe(
    'SharedKey account:kOFjpkj1Ke1Fm4ghlvvQi1HsB7s5Q2K0VtMWQfMmtuw=',
  );
});
