import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { withLock } from './lock.mjs';
import { cacheDir, root } from './paths.mjs';

/** Builds what is not built yet, then runs `vt up` with the given arguments, which gets the servers. Returns its exit code. */
export async function start(args) {
  await withLock(join(cacheDir(), 'setup.lock'), 'setting up this folder', async () => {
    await ensureDependencies();
    await ensureBuilt();
  });
  return runVt(['up', ...args]);
}

/** Runs vt in the foreground; signals meant for us are its to handle. */
function runVt(args) {
  const child = spawn(process.execPath, [join(root, 'apps/vt/bin.mjs'), ...args], { stdio: 'inherit' });
  // Ctrl-C reaches the whole foreground process group, so vt may have it already: a second one changes nothing.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
