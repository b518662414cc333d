import { runChecks } from './checks.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { tool } from './paths.mjs';
import { say, seconds } from './progress.mjs';
import { run } from './run.mjs';

/** The whole of `npm run check`: what one runs before a commit. Arguments go to vitest. Returns the exit code. */
export async function check(vitestArgs) {
  const startedAtMs = Date.now();
  await ensureDependencies();
  const failed = await runChecks(['types', 'format', 'boundaries', 'lint', 'unused code']);
  const since = await changeBase();
  const args = ['run', `--changed=${since}`, '--passWithNoTests', '--exclude', 'e2e/**', ...vitestArgs];
  const { code } = await run(tool('vitest'), args, { show: true });
  if (code !== 0) failed.push('tests');
  say(
    failed.length > 0 ? `npm run check failed: ${failed.join(', ')}.` : `All checks passed in ${seconds(startedAtMs)}.`,
  );
  return failed.length > 0 ? 1 : 0;
}

/** What "changed" is measured from: where this branch left the main one, else the last commit. */
async function changeBase() {
  const { code, stdout } = await run('git', ['merge-base', 'HEAD', 'origin/main']);
  return code === 0 ? stdout.trim() : 'HEAD';
}
