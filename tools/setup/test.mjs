import { join } from 'node:path';
import { runChecks } from './checks.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { withLock } from './lock.mjs';
import { cacheDir } from './paths.mjs';
import { say } from './progress.mjs';
import { provisionForTests } from './provision-all.mjs';
import { runVitest } from './vitest.mjs';

/** VT_TESTS=pure (`npm run test:quick`): only what needs no server. */
const quick = process.env.VT_TESTS === 'pure';

/** The whole of `npm test`. Prints the counts as its last line; returns the exit code. */
export async function test(vitestArgs) {
  // The servers need none of the packages: both are fetched at once.
  const setup = withLock(join(cacheDir(), 'setup.lock'), 'setting up this folder', ensureDependencies);
  await Promise.all([setup, quick ? undefined : provisionForTests()]);
  const failed = await runChecks(['types', 'boundaries', 'lint', 'format']);
  const result = await runVitest(vitestArgs);
  if (failed.length > 0) say(`npm test failed: ${failed.join(', ')} (findings above).`);
  if (result.problem) say(`npm test failed: ${result.problem}`);
  say(result.counts);
  return failed.length > 0 || result.problem ? 1 : 0;
}
