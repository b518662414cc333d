import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { program } from '../../apps/program.mjs';
import { bundle } from './bundle.mjs';
import { root, tool } from './paths.mjs';
import { Refusal, step } from './progress.mjs';
import { run, tail } from './run.mjs';

/** Builds what is stale of the programs and the libraries they use, and of the given project folders beside them. */
export async function ensureBuilt(...others) {
  await step('Building what changed', async () => {
    const { code, output } = await build([...programs(), ...others]);
    if (code !== 0) throw new Refusal(`The build failed:\n${tail(output, 40)}`);
  });
}

/** `tsc -b` of the given project folders, or of everything, then the programs' bundles. Returns { code, output }. */
export async function build(projects = []) {
  const compiled = await run(tool('tsc'), ['-b', ...projects]);
  if (compiled.code === 0 && bundlesAreStale()) await bundle();
  return compiled;
}

function programs() {
  const apps = join(root, 'apps');
  return readdirSync(apps)
    .map((name) => join(apps, name))
    .filter((dir) => existsSync(join(dir, 'tsconfig.json')));
}

function bundlesAreStale() {
  return programs().some((dir) => !program(basename(dir)).endsWith('.mjs'));
}
