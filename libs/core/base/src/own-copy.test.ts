import { expect, test } from 'vitest';
import { ownCopy } from './own-copy.ts';

test('a copy has the bytes, and nothing else in its memory', () => {
  const bytes = Buffer.from('a short text').subarray(2, 7);
  const copy = ownCopy(bytes);
  bytes.fill(0);
  expect(copy.toString()).toBe('short');
  expect(copy.buffer.byteLength).toBe(5);
});
