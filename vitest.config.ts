import { defineConfig } from 'vitest/config';

/** VT_TESTS=pure: what needs no server; e2e: the scenarios; anything else, or nothing: all. */
const suites: Readonly<Record<string, string[]>> & { readonly every: string[] } = {
  e2e: ['e2e/src/**/*.test.ts'],
  every: ['{libs,apps,tools}/**/*.test.ts', 'e2e/src/**/*.test.ts'],
  pure: ['libs/{core,sql}/**/*.test.ts'],
};

export default defineConfig({
  // INVARIANT: exactly this one condition. Any other makes node resolve the ESM build of `long`,
  // and every uint64 on the wire silently becomes 0.
  ssr: { resolve: { conditions: ['@vt/source'] } },
  test: {
    include: suites[process.env['VT_TESTS'] ?? 'every'] ?? suites.every,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // What is awaited comes late on a busy machine; one second is vitest's own.
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
});
