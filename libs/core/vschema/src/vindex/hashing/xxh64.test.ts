import fc from 'fast-check';
import { expect, test } from 'vitest';
import xxhash from 'xxhash-wasm';
import { xxh64 } from './xxh64.ts';

test('the digest of nothing is the one that the specification publishes', () => {
  expect(Buffer.from(xxh64(new Uint8Array())).toString('hex')).toBe('99e9d85137db46ef');
});

test('agrees with the reference implementation at every length around its block sizes', async () => {
  const { h64Raw } = await xxhash();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(Buffer.from(xxh64(bytes)).readBigUInt64LE()).toBe(h64Raw(bytes));
    }),
    { numRuns: 3_000, seed: Number(process.env.VT_SEED ?? 1) },
  );
});
