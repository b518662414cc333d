import { VtError } from '@vt/base';
import { expect, test } from 'vitest';
import { Retries } from './retry.ts';

const away = new VtError({ code: 'UNAVAILABLE', message: 'target: ks.-80.primary: no healthy tablet available' });

test('a shard whose tablets are away is waited for, for ten minutes', () => {
  const retries = new Retries();
  for (const nowMs of [0, 60_000, 120_000, 600_000]) expect(retries.failed(away, nowMs, true)).toBeGreaterThan(0);
  expect(() => retries.failed(away, 600_001, true)).toThrow(away);
});

test('a shard that nothing tells of any more is not followed for longer than a minute and a half', () => {
  const retries = new Retries();
  for (const nowMs of [0, 60_000, 90_000]) expect(retries.failed(away, nowMs, false)).toBeGreaterThan(0);
  expect(() => retries.failed(away, 90_001, false)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  // What arrives begins it anew.
  retries.progressed();
  expect(retries.failed(away, 200_000, false)).toBeGreaterThan(0);
});

test('what other tablets will not say otherwise ends the stream', () => {
  const wrong = new VtError({ code: 'INVALID_ARGUMENT', message: 'no such filter' });
  expect(() => new Retries().failed(wrong, 0, true)).toThrow(wrong);
});
