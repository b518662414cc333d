import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tabletChannels } from './transport.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vtctldclient-'));
  writeFileSync(join(dir, 'ca.pem'), 'the authority');
});
afterAll(() => rmSync(dir, { recursive: true }));

const none = {
  'tablet-manager-grpc-ca': '',
  'tablet-manager-grpc-cert': '',
  'tablet-manager-grpc-key': '',
  'tablet-manager-grpc-server-name': '',
  'grpc-auth-static-client-creds': '',
};

async function authorityOf(flags: typeof none): Promise<string | undefined> {
  const channel = (await tabletChannels(flags))('host:1');
  try {
    return channel.plainTarget?.tls?.().ca?.toString();
  } finally {
    channel.close();
  }
}

test('with --server internal tablets are spoken to with the encryption that flags say', async () => {
  expect(await authorityOf({ ...none, 'tablet-manager-grpc-ca': join(dir, 'ca.pem') })).toBe('the authority');
  expect(await authorityOf(none)).toBeUndefined();
});
