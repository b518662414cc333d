import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GrpcChannel } from './client.ts';
import { GrpcServer } from './grpc-server.ts';
import { healthService } from './health.ts';
import type { ClientTls } from './tls.ts';

let dir: string;
const file = (name: string) => join(dir, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });

/** What `openssl ca` keeps of the certificates that it makes, and revokes. */
const CONFIG = `
[ca]
default_ca = own
[own]
database = index.txt
serial = serial
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_days = 2
default_crl_days = 2
policy = any
[any]
commonName = supplied
`;

function makeAuthority(name: string): void {
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`];
  openssl('req', '-x509', ...key, '-out', `${name}.pem`, '-days', '2', '-subj', `/CN=${name}`);
}

function sign(name: string, ...more: string[]): void {
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
    '-subj',
    `/CN=${name}`,
  );
  const names = ['-extfile', 'names'];
  openssl(
    'ca',
    '-batch',
    '-notext',
    '-config',
    'ca.cnf',
    '-in',
    `${name}.csr`,
    '-out',
    `${name}.pem`,
    ...names,
    ...more,
  );
}

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'refused-'));
  for (const [name, text] of Object.entries({ 'ca.cnf': CONFIG, 'index.txt': '', serial: '01\n' }))
    writeFileSync(file(name), text);
  writeFileSync(file('names'), 'subjectAltName = IP:127.0.0.1\n');
  makeAuthority('ca');
  makeAuthority('foreign');
  sign('server');
  sign('client');
  sign('revoked');
  sign('expired', '-startdate', '20200101000000Z', '-enddate', '20210101000000Z');
  openssl('ca', '-config', 'ca.cnf', '-revoke', 'revoked.pem');
  openssl('ca', '-config', 'ca.cnf', '-gencrl', '-out', 'crl.pem');
});
afterAll(() => rmSync(dir, { recursive: true }));

const own = (name: string): ClientTls => ({ ca: file('ca.pem'), cert: file(`${name}.pem`), key: file(`${name}.key`) });

/** On a port of its own, and on one that is shared with plain connections. */
test.each([
  ['own', false],
  ['shared', true],
])('both sides say why a caller is refused: %s port', async (_what, isShared) => {
  const refused: string[] = [];
  const server = new GrpcServer({
    tls: { ...own('server'), cert: file('server.pem'), key: file('server.key'), crl: file('crl.pem') },
    onRefused: (peer, reason) => refused.push(`${peer} ${reason}`),
  });
  if (isShared) server.acceptPlain(() => false);
  const target = `127.0.0.1:${await server.listen(0, '127.0.0.1')}`;
  const ask = async (tls: ClientTls | undefined): Promise<string> => {
    const channel = new GrpcChannel({ target, ...(tls && { tls }) });
    try {
      await channel.unary(healthService.Check, { service: '' }, { timeoutMs: 20_000 });
      return 'served';
    } catch (error) {
      return (error as Error).message;
    } finally {
      channel.close();
    }
  };
  expect(await ask(own('client'))).toBe('served');
  expect(refused).toEqual([]);
  const start = `No connection established to ${target}: `;
  const refusals: readonly [ClientTls | undefined, string | undefined, RegExp][] = [
    [own('expired'), 'its certificate has expired', /^our certificate .*expired\.pem has expired on Jan {2}1 .* 2021/],
    [own('revoked'), 'its certificate has been revoked', /it may not accept our certificate/],
    [
      { ...own('client'), cert: file('foreign.pem'), key: file('foreign.key') },
      'its certificate is of an authority that is not known here',
      /it may not accept our certificate|the server does not know the authority/,
    ],
    [{ ca: file('ca.pem') }, 'it shows no certificate', /demands a certificate|may not accept our certificate/],
    [
      { ...own('client'), ca: file('foreign.pem') },
      undefined,
      /^the certificate of the server is of another authority/,
    ],
    [undefined, 'it does not speak TLS', /^the server ended it at once, it may demand TLS/],
  ];
  for (const [tls, reason, message] of refusals) {
    refused.length = 0;
    const told = await ask(tls);
    expect(told.startsWith(start), told).toBe(true);
    expect(told.slice(start.length)).toMatch(message);
    // Who goes away because of the server's certificate does not say so.
    if (reason !== undefined)
      await expect.poll(() => refused.join(), { timeout: 5_000, interval: 20 }).toContain(`127.0.0.1 ${reason}`);
  }
  await server.close(1_000);
});
