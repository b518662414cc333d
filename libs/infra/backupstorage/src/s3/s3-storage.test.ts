import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import type { BackupPlace } from '../storage.ts';
import { S3Client } from './client.ts';
import { awsCredentials } from './credentials.ts';
import { S3Storage } from './s3-storage.ts';
import { sha256, signed } from './signature.ts';

const never = new AbortController().signal;
const PART_BYTES = 64 * 1024;
const place = (name: string): BackupPlace => ({ dir: 'ks/-80', name });
const processes: ChildProcess[] = [];
afterEach(() => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
});

/** A server process, and a client of it. */
async function open(
  options: { readonly secret?: string; readonly failures?: number; readonly retriesMax?: number } = {},
) {
  const { secret = 's3cret', failures = 0, retriesMax = 2 } = options;
  const program = new URL('../testing/s3-server.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', program, 'key', 's3cret', String(failures)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  processes.push(child);
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
    child.once('exit', (code) => reject(new Error(`the S3 server ended with ${code}`)));
  });
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    bucket: 'backups',
    isPathStyle: true,
    credentials: () => ({ accessKeyId: 'key', secretAccessKey: secret, sessionToken: '' }),
    retriesMax,
    writeHeaders: { 'x-amz-server-side-encryption': 'AES256' },
  });
  return { client, storage: new S3Storage(client, '/a root/with&signs/', PART_BYTES) };
}

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function store(storage: S3Storage, name: string, files: readonly Buffer[], manifest?: string): Promise<void> {
  const writer = await storage.start(place(name));
  for (const [i, file] of files.entries()) await writer.add(String(i), Readable.from([file]), never);
  if (manifest !== undefined) await writer.finish(manifest);
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
  test('of one part and of many come back byte by byte; a backup counts when its manifest is there', async () => {
    const { storage, client } = await open();
    const files = [Buffer.alloc(0), Buffer.from('small'), randomBytes(PART_BYTES), randomBytes(PART_BYTES * 3 + 17)];
    await store(storage, 'b1', files, '{"it":"is"}');
    await store(storage, 'b0', [Buffer.from('x')]);
    expect(await storage.list('ks/-80')).toEqual(['b0', 'b1']);
    expect(await storage.list('ks/80-')).toEqual([]);
    expect(await storage.manifest(place('b1'))).toBe('{"it":"is"}');
    expect(await storage.manifest(place('b0'))).toBeUndefined();
    for (const [i, file] of files.entries()) {
      expect((await bytesOf(storage.read(place('b1'), String(i)))).equals(file)).toBe(true);
    }
    await expect(storage.start(place('b1'))).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await storage.remove(place('b1'));
    expect(await storage.list('ks/-80')).toEqual(['b0']);
    await expect(storage.remove(place('b1'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bytesOf(storage.read(place('b1'), '1'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await (await client.send({ method: 'GET', key: '', query: { uploads: '' } })).text()).toBe('0');
  });

  test('whose source fails leave nothing, not even a begun upload', async () => {
    const { storage, client } = await open();
    const writer = await storage.start(place('b'));
    const failing = async function* () {
      yield randomBytes(PART_BYTES * 2);
      yield randomBytes(PART_BYTES);
      throw new Error('the disk broke');
    };
    await expect(writer.add('0', failing(), never)).rejects.toThrow('the disk broke');
    await writer.add('1', Readable.from([Buffer.from('y')]), never);
    await writer.abandon();
    expect(await storage.list('ks/-80')).toEqual([]);
    expect(await (await client.send({ method: 'GET', key: '', query: { uploads: '' } })).text()).toBe('0');
  });

  test('survive a server that fails for a moment, and say so when it does not end', async () => {
    const { storage } = await open({ failures: 2 });
    const file = randomBytes(PART_BYTES * 2 + 1);
    await store(storage, 'b', [file], '{}');
    expect((await bytesOf(storage.read(place('b'), '0'))).equals(file)).toBe(true);
    const impatient = await open({ failures: 2, retriesMax: 1 });
    await expect(impatient.storage.list('ks/-80')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('503 SlowDown'),
    });
  });

  test('a wrong secret is told, and so is an answer that is cut short', async () => {
    const { storage, client } = await open();
    const wrong = await open({ secret: 'wrong' });
    await expect(wrong.storage.list('ks/-80')).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining('SignatureDoesNotMatch'),
    });
    await store(storage, 'b', [randomBytes(PART_BYTES)], '{}');
    await client.send({ method: 'PUT', key: '', query: { fail: 'a root/with&signs/ks/-80/b/0' } });
    await expect(bytesOf(storage.read(place('b'), '0'))).rejects.toThrow();
    expect(() => storage.read({ dir: '../x', name: 'y' }, 'z')).toThrow('is no place for a backup');
  });
});
