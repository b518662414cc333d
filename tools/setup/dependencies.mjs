import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { Refusal, step } from './progress.mjs';
import { run, tail } from './run.mjs';

/** Installs the npm packages of package-lock.json when node_modules is absent or of another lock file. */
export async function ensureDependencies() {
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const hash = createHash('sha256').update(lockText).digest('hex');
  const stamp = join(root, 'node_modules', '.vt-lock-hash');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  if (!isInstalled(JSON.parse(lockText))) {
    await step('Installing the npm packages (npm ci)', async () => {
      const { code, output } = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
      if (code !== 0) throw new Refusal(`npm ci failed:\n${tail(output)}`);
    });
  }
  writeFileSync(stamp, hash);
}

/** Whether npm's own record of what it installed says the same as the lock file. */
function isInstalled(lock) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true; // the workspaces' own entries
    const have = installed[path];
    if (!have) return wanted.optional === true || wanted.devOptional === true || wanted.peer === true;
    return have.version === wanted.version && have.integrity === wanted.integrity;
  });
}
