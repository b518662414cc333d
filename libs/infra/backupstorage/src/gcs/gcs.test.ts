import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { ObjectStorage } from '../object/object-storage.ts';
import { S3Client } from '../s3/client.ts';
import { S3Store } from '../s3/s3-store.ts';
import {
  networkContract,
  type Opened,
  PART_BYTES,
  ROOT,
  ServerProcesses,
  storageContract,
  store,
  type Wanted,
} from '../testing/contract.ts';
import { googleAuthorized } from './authorize.ts';
import { googleIdentity } from './credentials.ts';
import { GoogleTokens } from './token.ts';

const EMAIL = 'backups@project.iam.gserviceaccount.com';
const folder = mkdtempSync(join(tmpdir(), 'vt-gcs-'));
const publicKeyFile = join(folder, 'public.pem');
const servers = new ServerProcesses();
afterEach(() => servers.stop());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = newKey();
writeFileSync(publicKeyFile, key.publicKey);

function newKey() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

function credentialsFile(name: string, fields: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(fields));
  return path;
}

async function open(
  { secret, failures = 0, retriesMax = 2 }: Wanted = {},
  now: () => number = () => performance.now(),
): Promise<Opened> {
  const endpoint = await servers.start('./s3-server.ts', [EMAIL, '', String(failures), publicKeyFile]);
  const path = credentialsFile('account.json', {
    type: 'service_account',
    client_email: EMAIL,
    private_key_id: '1',
    private_key: secret ? newKey().privateKey : key.privateKey,
    token_uri: `${endpoint}/token`,
  });
  const client = new S3Client({
    store: 'Google Cloud Storage',
    endpoint,
    bucket: 'backups',
    isPathStyle: true,
    authorize: googleAuthorized(new GoogleTokens(() => googleIdentity({ GOOGLE_APPLICATION_CREDENTIALS: path }), now)),
    retriesMax,
    writeHeaders: {},
  });
  return {
    storage: new ObjectStorage(new S3Store(client, PART_BYTES), ROOT),
    unfinished: async () =>
      Number(await (await client.send({ method: 'GET', key: '', query: { uploads: '' } })).text()),
    cut: async (name) => void (await client.send({ method: 'PUT', key: '', query: { fail: name } })),
  };
}

describe('backups in Google Cloud Storage', () => {
  storageContract(() => open());
  networkContract(open);

  test('a wrong key is told', async () => {
    const { storage } = await open({ secret: 'wrong' });
    await expect(storage.list('ks/-80')).rejects.toThrow(
      `Google’s tokens of ${EMAIL}: 400 {"error":"invalid_grant","error_description":"Invalid JWT Signature."}`,
    );
  });

  test('a token is used until shortly before its end, and then another', async () => {
    let now = 0;
    const { storage } = await open({}, () => now);
    await store(storage, 'b', [Buffer.from('x')], '{}');
    // The server takes only the token that it gave last: one more question for a token would have told.
    now += 3_000_000;
    expect(await storage.list('ks/-80')).toEqual(['b']);
    now += 3_000_000;
    const many = Array.from({ length: 8 }, () => storage.list('ks/-80'));
    expect(await Promise.all(many)).toEqual(many.map(() => ['b']));
  });
});

describe('who we are to Google', () => {
  test('stands in the file that is named, else in gcloud’s, else the machine knows it', () => {
    const user = { type: 'authorized_user', client_id: 'i', client_secret: 's', refresh_token: 'r' };
    const named = credentialsFile('user.json', user);
    expect(googleIdentity({ GOOGLE_APPLICATION_CREDENTIALS: named })).toEqual({
      ...{ kind: 'user', id: 'i', secret: 's', refresh: 'r', url: 'https://oauth2.googleapis.com/token' },
    });
    credentialsFile('application_default_credentials.json', user);
    expect(googleIdentity({ CLOUDSDK_CONFIG: folder })).toMatchObject({ kind: 'user' });
    expect(googleIdentity({ GCE_METADATA_HOST: '127.0.0.1:1' }, '/nowhere')).toEqual({
      kind: 'machine',
      url: 'http://127.0.0.1:1/computeMetadata/v1/instance/service-accounts/default/token',
    });
  });

  test('is told without its secrets when the file is not good', () => {
    const of = (path: string) => () => googleIdentity({ GOOGLE_APPLICATION_CREDENTIALS: path });
    expect(of('/nowhere')).toThrow('no credentials for Google Cloud Storage in /nowhere: ENOENT');
    expect(of(credentialsFile('other.json', { type: 'external_account' }))).toThrow('its type is external_account');
    expect(of(credentialsFile('half.json', { type: 'service_account' }))).toThrow('it has no client_email');
    const path = join(folder, 'text.json');
    writeFileSync(path, 'secret');
    expect(of(path)).toThrow(/text\.json: it is not a JSON object$/);
  });
});
