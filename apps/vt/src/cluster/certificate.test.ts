import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { certificateFiles, ensureCertificate, selfSigned } from './certificate.ts';

test('a certificate vouches for itself and for the machine that it was made on', () => {
  const { cert, key } = selfSigned('localhost', [127, 0, 0, 1], new Date('2026-03-04T05:06:07Z'));
  const read = new X509Certificate(cert);
  expect(read.subject).toBe('CN=localhost');
  expect(read.issuer).toBe('CN=localhost');
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.ca).toBe(true);
  expect(read.checkHost('localhost')).toBe('localhost');
  expect(read.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(new Date(read.validFrom).toISOString()).toBe('2026-03-04T05:06:07.000Z');
  expect(new Date(read.validTo).toISOString()).toBe('2036-03-04T05:06:07.000Z');
  expect(key).toContain('PRIVATE KEY');
});

test('years from 2050 on have four digits', () => {
  const read = new X509Certificate(selfSigned('localhost', [127, 0, 0, 1], new Date('2045-01-01T00:00:00Z')).cert);
  expect(new Date(read.validTo).toISOString()).toBe('2055-01-01T00:00:00.000Z');
});

test('a client that trusts it speaks TLS with who has the key; what is there stays', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'vt-certificate-'));
  try {
    ensureCertificate(dir);
    const files = certificateFiles(dir);
    const [cert, key] = [readFileSync(files.cert, 'utf8'), readFileSync(files.key, 'utf8')];
    ensureCertificate(dir);
    expect(readFileSync(files.cert, 'utf8')).toBe(cert);
    const server = createServer({ cert, key }, (socket) => socket.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const said = await new Promise<string>((resolve, reject) => {
      const socket: TLSSocket = connect({ host: '127.0.0.1', port, ca: cert }, () => {});
      socket.on('data', (bytes) => resolve(`${bytes} ${socket.authorized}`)).on('error', reject);
    });
    server.close();
    expect(said).toBe('hello true');
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
