import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlagValues } from '@vt/servenv';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ChannelMaker, toManagers, toTablets } from './channels.ts';
import type { VttabletFlags } from './flags.ts';

let dir: string;
const ca = (name: string): string => join(dir, `${name}.pem`);

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'channels-'));
  for (const name of ['tablets', 'managers']) writeFileSync(ca(name), name);
});

afterAll(() => rmSync(dir, { recursive: true }));

/** The authority that a channel trusts; undefined: it is not encrypted. */
function authorityOf(open: ChannelMaker): string | undefined {
  const channel = open('host:1');
  try {
    return channel.plainTarget?.tls?.().ca?.toString();
  } finally {
    channel.close();
  }
}

test('other tablets, and their managers, are spoken to with the encryption that flags say', () => {
  const flags = { 'tablet-grpc-ca': ca('tablets'), 'tablet-manager-grpc-ca': ca('managers') };
  const values = flags as Partial<FlagValues<VttabletFlags>> as FlagValues<VttabletFlags>;
  expect(authorityOf(toTablets(values))).toBe('tablets');
  expect(authorityOf(toManagers(values))).toBe('managers');
});

test('without these flags it is plain', () => {
  const none = {} as FlagValues<VttabletFlags>;
  expect(authorityOf(toTablets(none))).toBeUndefined();
  expect(authorityOf(toManagers(none))).toBeUndefined();
});
