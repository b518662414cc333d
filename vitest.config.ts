import { defineConfig } from 'vitest/config';

/** `npm test` runs what needs no server; VT_TESTS=all adds the suites that start servers, VT_TESTS=e2e runs the scenarios. */
const suites: Readonly<Record<string, string[]>> & { readonly every: string[] } = {
  all: ['{libs,apps,tools}/**/*.test.ts', 'e2e/src/**/*.test.ts'],
  e2e: ['e2e/src/**/*.test.ts'],
  every: ['{libs,apps,tools}/**/*.test.ts', 'e2e/src/**/*.test.ts'],
  pure: ['libs/{core,sql}/**/*.test.ts'],
};

export default defineConfig({
  // INVARIANT: exactly this one condition. Any other makes node resolve the ESM build of `long`,
  // and every uint64 on the wire silently becomes 0.
  ssr: { resolve: { conditions: ['@vt/source'] } },
  test: {
    include: suites[process.env['VT_TESTS'] ?? 'pure'] ?? suites.every,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
