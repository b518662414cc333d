import { connect } from 'node:tls';
import { framePayload } from '@vt/sqltypes';
import mysql from 'mysql2/promise';
import { afterEach, describe, expect, it } from 'vitest';
import { AuthServerClientCertificate } from '../auth/client-certificate.ts';
import { Capability } from '../packets/capabilities.ts';
import { writeSslRequest } from '../packets/ssl-request.ts';
import type { MysqlServerOptions } from './options.ts';
import { makeCertificates } from './testing/certificates.ts';
import { type EchoServer, soon, startEcho } from './testing/echo-server.ts';

const certificates = makeCertificates();
if (!certificates) console.log('TLS is not tested: openssl is not installed');

const started: EchoServer[] = [];
async function start(options: Partial<MysqlServerOptions>): Promise<EchoServer> {
  const echo = await startEcho(options);
  started.push(echo);
  return echo;
}
afterEach(() => {
  for (const { server } of started.splice(0)) server.close();
});

describe.runIf(certificates)('TLS', () => {
  const { ca, server, alice, mallory, impostor } = certificates as NonNullable<typeof certificates>;
  const as = (echo: EchoServer, user: string, ssl: object | undefined, more: object = {}) =>
    mysql.createConnection({ host: '127.0.0.1', port: echo.port, user, ...(ssl ? { ssl } : {}), ...more });

  it('lets in who the certificate names', async () => {
    const auth = new AuthServerClientCertificate();
    const echo = await start({ auth, tls: { ...server, ca } });
    const client = await as(echo, 'alice', { ca, ...alice });
    const [conn] = [...echo.server.connections()];
    expect(conn).toMatchObject({
      user: 'alice',
      groups: ['a.example', 'b.example'],
      peer: { tls: true, cipher: { version: 'TLSv1.3', name: expect.stringMatching(/^TLS_/) } },
    });
    await client.end();
    const denied = { errno: 1045, sqlState: '28000' };
    await expect(as(echo, 'bob', { ca, ...alice })).rejects.toMatchObject(denied);
    await expect(as(echo, 'alice', { ca })).rejects.toMatchObject(denied);
    await expect(as(echo, 'alice', { ca, ...impostor })).rejects.toMatchObject(denied);
    await expect(as(echo, 'alice', undefined)).rejects.toMatchObject(denied);
  });

  it('takes a name with commas in a certificate for one group', async () => {
    const echo = await start({ auth: new AuthServerClientCertificate(), tls: { ...server, ca } });
    const client = await as(echo, 'mallory', { ca, ...mallory });
    expect([...echo.server.connections()].map(({ groups }) => groups)).toEqual([['x, DNS:admins, DNS:y']]);
    await client.end();
  });

  it('can demand certificates', async () => {
    const refused: unknown[][] = [];
    const echo = await start({
      tls: { ...server, ca, requireClientCertificate: true },
      onTlsError: (error, socket, peer) => refused.push([peer, socket.authorizationError ?? error.code]),
    });
    await (await as(echo, 'open', { ca, ...alice })).end();
    await expect(as(echo, 'open', { ca })).rejects.toThrow();
    await expect(as(echo, 'open', { ca, ...impostor })).rejects.toThrow();
    await expect.poll(() => echo.server.connectionCount, soon).toBe(0);
    expect(refused).toHaveLength(2);
    expect(refused[0]).toEqual([expect.stringContaining('127.0.0.1'), 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE']);
    expect(refused[1]?.[0]).toContain('127.0.0.1');
  });

  it('uses a new certificate after a reload, and keeps the old one when the new is bad', async () => {
    const echo = await start({ tls: server });
    const served = async (): Promise<unknown> => {
      const raw = echo.raw();
      await raw.greeting();
      const request = writeSslRequest({ capabilities: Capability.SSL, packetBytesMax: 1 << 24, collation: 45 });
      raw.socket.removeAllListeners('data');
      raw.socket.write(framePayload(request, 1));
      const socket = connect({ socket: raw.socket, rejectUnauthorized: false });
      await new Promise((resolve) => socket.once('secureConnect', resolve));
      const { subject } = socket.getPeerCertificate();
      socket.destroy();
      return subject.CN;
    };
    expect(await served()).toBe('localhost');
    expect(() => echo.server.reloadTls({ key: alice.key, cert: server.cert })).toThrow();
    expect(await served()).toBe('localhost');
    echo.server.reloadTls(alice);
    expect(await served()).toBe('alice');
  });

  it('may be required, and is TLS 1.2 at least', async () => {
    const echo = await start({ tls: server, requireSecureTransport: true });
    await expect(as(echo, 'open', undefined)).rejects.toMatchObject({ errno: 3159 });
    await expect(as(echo, 'open', { ca, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })).rejects.toThrow();
    await (await as(echo, 'open', { ca, maxVersion: 'TLSv1.2' })).end();
  });

  it('garbage after the SSL request ends only that connection', async () => {
    const echo = await start({ tls: server });
    const raw = echo.raw();
    await raw.greeting();
    const request = writeSslRequest({ capabilities: Capability.SSL, packetBytesMax: 1 << 24, collation: 45 });
    raw.socket.write(Buffer.concat([framePayload(request, 1), Buffer.alloc(500, 'x')]));
    await raw.untilClosed();
    await expect.poll(() => echo.server.connectionCount, soon).toBe(0);
    await (await as(echo, 'open', { ca })).end();
  });
});
