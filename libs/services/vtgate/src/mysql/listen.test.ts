import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthServerNone } from '@vt/mysql';
import { expect, test } from 'vitest';
import { serverOptions, tlsOptions } from './listen.ts';

test.each([
  [20_000, 20_000],
  [3, 3],
  [0, 1],
])('--mysql-server-max-connections %i lets %i clients in', (given, connectionsMax) => {
  const flags = {
    'mysql-server-max-connections': given,
    'mysql-server-ssl-cert': '',
    'mysql-server-ssl-key': '',
    'mysql-server-ssl-ca': '',
  } as Parameters<typeof serverOptions>[0];
  expect(serverOptions(flags, new AuthServerNone(), () => {})).toMatchObject({ connectionsMax });
});

test('with an authority clients must show its certificates, and the issuers follow the server’s own', () => {
  const dir = mkdtempSync(join(tmpdir(), 'listen-'));
  const file = (name: string): string => {
    writeFileSync(join(dir, name), `${name}\n`);
    return join(dir, name);
  };
  const flags = {
    'mysql-server-ssl-cert': file('cert'),
    'mysql-server-ssl-key': file('key'),
    'mysql-server-ssl-ca': file('ca'),
    'mysql-server-ssl-crl': '',
    'mysql-server-ssl-server-ca': file('issuers'),
  } as Parameters<typeof tlsOptions>[0];
  expect(tlsOptions(flags)).toMatchObject({ cert: 'cert\n\nissuers\n', ca: 'ca\n', requireClientCertificate: true });
  const open = { ...flags, 'mysql-server-ssl-ca': '', 'mysql-server-ssl-server-ca': '' };
  expect(tlsOptions(open)).toEqual({ cert: 'cert\n', key: 'key\n' });
  rmSync(dir, { recursive: true });
});
