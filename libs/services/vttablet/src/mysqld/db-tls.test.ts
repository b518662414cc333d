import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tlsOf } from './db-tls.ts';

const none = {
  'db-ssl-ca': '',
  'db-ssl-cert': '',
  'db-ssl-key': '',
  'db-ssl-mode': '',
  'db-tls-min-version': '',
} as const;
let dir: string;
let ca: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vt-db-tls-'));
  ca = join(dir, 'ca.pem');
  writeFileSync(ca, 'PEM');
});
afterAll(() => rmSync(dir, { recursive: true }));

test('no TLS unless it is asked for', () => {
  expect(tlsOf(none)).toEqual({});
  expect(tlsOf({ ...none, 'db-ssl-ca': ca, 'db-ssl-mode': 'disabled' })).toEqual({});
});

test.each([
  ['preferred', { rejectUnauthorized: false, isOptional: true, verifyIdentity: false }],
  ['required', { rejectUnauthorized: false, isOptional: false, verifyIdentity: false }],
  ['verify_ca', { rejectUnauthorized: true, isOptional: false, verifyIdentity: false }],
  ['verify_identity', { rejectUnauthorized: true, isOptional: false, verifyIdentity: true }],
  ['', { rejectUnauthorized: true, isOptional: false, verifyIdentity: false }],
] as const)('--db-ssl-mode %s', (mode, expected) => {
  expect(tlsOf({ ...none, 'db-ssl-ca': ca, 'db-ssl-mode': mode })).toEqual({
    tls: { ca: Buffer.from('PEM'), ...expected },
  });
});

test('files that were replaced are those of the next connection', () => {
  const rotated = join(dir, 'rotated.pem');
  writeFileSync(rotated, 'OLD');
  const { tls } = tlsOf({ ...none, 'db-ssl-ca': rotated });
  expect(String(tls?.ca)).toBe('OLD');
  writeFileSync(rotated, 'NEWER');
  expect(String(tls?.ca)).toBe('NEWER');
  rmSync(rotated);
  expect(String(tls?.ca)).toBe('NEWER');
});

test('what cannot be used is refused', () => {
  expect(() => tlsOf({ ...none, 'db-ssl-mode': 'verify_ca' })).toThrow(/needs --db-ssl-ca/);
  expect(() => tlsOf({ ...none, 'db-ssl-mode': 'required', 'db-ssl-cert': ca })).toThrow(/go together/);
  expect(() => tlsOf({ ...none, 'db-ssl-ca': join(dir, 'nowhere') })).toThrow(/ENOENT/);
});
