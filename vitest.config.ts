import { defineConfig } from 'vitest/config';

export default defineConfig({
  // INVARIANT: exactly this one condition. Any other makes node resolve the ESM build of `long`,
  // and every uint64 on the wire silently becomes 0.
  ssr: { resolve: { conditions: ['@vt/source'] } },
  test: {
    include: ['{libs,apps,tools}/**/*.test.ts', 'e2e/src/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
