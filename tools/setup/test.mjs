import { join } from 'node:path';
import { runChecks } from './checks.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { withLock } from './lock.mjs';
import { cacheDir } from './paths.mjs';
import { say } from './progress.mjs';
import { provisionForTests } from './provision-all.mjs';
import { runVitest } from './vitest.mjs';

/** VT_TESTS=all (`npm run test:all`): also the suites that need real servers, and every check. */
const all = process.env.VT_TESTS === 'all';

/** The whole of `npm test`. Prints the counts as its last line; returns the exit code. */
export async function test(vitestArgs) {
  // The servers need none of the packages: both are fetched at once.
  const setup = withLock(join(cacheDir(), 'setup.lock'), 'setting up this folder', ensureDependencies);
  await Promise.all([setup, all ? provisionForTests() : undefined]);
  const failed = await runChecks(all ? ['types', 'boundaries', 'lint', 'format'] : ['types', 'format']);
  const result = await runVitest(vitestArgs);
  if (failed.length > 0) say(`npm test failed: ${failed.join(', ')} (findings above).`);
  if (result.problem) say(`npm test failed: ${result.problem}`);
  say(result.counts);
  return failed.length > 0 || result.problem ? 1 : 0;
}
