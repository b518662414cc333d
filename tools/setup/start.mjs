import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { provision, provisionSqlServer } from '../provision/servers.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { withLock } from './lock.mjs';
import { cacheDir, root } from './paths.mjs';

/** Sets everything up that is not there yet, then runs `vt up` with the given arguments. Returns its exit code. */
export async function start(args) {
  await withLock(join(cacheDir(), 'setup.lock'), 'setting up this folder', async () => {
    await ensureDependencies();
    await ensureBuilt();
  });
  await provisionSqlServer(option(args, 'flavor') ?? process.env.VT_MYSQL);
  if (option(args, 'topo') === 'etcd') await provision('etcd');
  return runVt(['up', ...args]);
}

/** The value of --name VALUE or --name=VALUE. What is wrong with it is for `vt` itself to say. */
function option(args, name) {
  const at = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  if (at < 0) return undefined;
  return args[at].includes('=') ? args[at].slice(args[at].indexOf('=') + 1) : args[at + 1];
}

/** Runs vt in the foreground; signals meant for us are its to handle. */
function runVt(args) {
  const child = spawn(process.execPath, [join(root, 'apps/vt/bin.mjs'), ...args], { stdio: 'inherit' });
  // Ctrl-C reaches the whole foreground process group, so vt has it already; the others come to us alone.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
