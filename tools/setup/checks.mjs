import { build } from './build.mjs';
import { tool } from './paths.mjs';
import { say, step } from './progress.mjs';
import { run } from './run.mjs';

/** What the tools say about the code: name → a run that ends with exit code 0 when all is well. */
export const CHECKS = {
  boundaries: () =>
    run(tool('depcruise'), ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'libs', 'apps', 'e2e']),
  format: () => run(tool('biome'), ['ci', '--colors=off', '--reporter=summary', '.']),
  lint: () => run(tool('oxlint'), ['--type-aware', '--deny-warnings', '--quiet']),
  types: () => build(),
  'unused code': () => run(tool('knip'), ['--no-progress', '--no-config-hints']),
};

const TITLES = {
  boundaries: 'Boundaries between the layers',
  format: 'Format',
  lint: 'Lint',
  types: 'Types',
  'unused code': 'Unused code',
};

/** Runs the named checks one after another, all of them. Returns the names of those that failed, their findings printed. */
export async function runChecks(names) {
  const failed = [];
  for (const name of names) {
    const output = await step(TITLES[name], () => findings(CHECKS[name])).catch(
      (error) => error.findings ?? Promise.reject(error),
    );
    if (output === undefined) continue;
    failed.push(name);
    say(output.trimEnd());
  }
  return failed;
}

async function findings(check) {
  const { code, output } = await check();
  if (code !== 0) throw Object.assign(new Error('findings'), { findings: output });
}
