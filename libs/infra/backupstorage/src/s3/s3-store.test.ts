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
import { awsSigned, S3Client } from './client.ts';
import { awsCredentials } from './credentials.ts';
import { S3Store } from './s3-store.ts';
import { sha256, signed } from './signature.ts';

const servers = new ServerProcesses();
afterEach(() => servers.stop());

async function open({ secret, failures = 0, retriesMax = 2 }: Wanted = {}): Promise<Opened> {
  const endpoint = await servers.start('./s3-server.ts', ['key', 's3cret', String(failures)]);
  const credentials = { accessKeyId: 'key', secretAccessKey: secret ?? 's3cret', sessionToken: '' };
  const client = new S3Client({
    store: 'S3',
    endpoint,
    bucket: 'backups',
    isPathStyle: true,
    authorize: awsSigned('eu-west-1', () => credentials),
    retriesMax,
    writeHeaders: { 'x-amz-server-side-encryption': 'AES256' },
  });
  return {
    storage: new ObjectStorage(new S3Store(client, PART_BYTES), ROOT),
    unfinished: async () =>
      Number(await (await client.send({ method: 'GET', key: '', query: { uploads: '' } })).text()),
    cut: async (key) => void (await client.send({ method: 'PUT', key: '', query: { fail: key } })),
  };
}

/** The example of AWS’s own documentation of signatures in headers (GET Object). */
test('signatures are AWS’s', () => {
  const headers = signed(
    {
      method: 'GET',
      url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
      headers: { range: 'bytes=0-9' },
      payloadHash: sha256(''),
      region: 'us-east-1',
      now: new Date('2013-05-24T00:00:00Z'),
    },
    {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      sessionToken: '',
    },
  );
  expect(headers['authorization']).toContain(
    'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});

test('credentials are found as AWS’s tools find them', () => {
  expect(awsCredentials({ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' })).toMatchObject({ accessKeyId: 'a' });
  expect(() => awsCredentials({ AWS_SHARED_CREDENTIALS_FILE: '/nowhere' })).toThrow('no credentials for S3');
});

describe('backups in S3', () => {
  storageContract(open);
  networkContract(open);

  test('a wrong secret is told', async () => {
    const { storage } = await open({ secret: 'wrong' });
    await expect(storage.list('ks/-80')).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining('SignatureDoesNotMatch'),
    });
  });
});
