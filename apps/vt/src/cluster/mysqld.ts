import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MysqlConnection } from '@vt/mysql';
import { StartError } from '@vt/servenv/cli';
import type { Flavor } from './config.ts';
import { isAlive } from './identity.ts';
import { lastLines } from './launch.ts';
import { mysqldDefaultsArgument, tabletDirName } from './process-specs.ts';
import { mysqldIdentity } from './processes.ts';
import { requireState } from './state.ts';

const READY_TIMEOUT_MS = 180_000;
const programs: Readonly<Record<Flavor, readonly string[]>> = { mariadb: ['mariadbd', 'mysqld'], mysql: ['mysqld'] };

/**
 * Starts the mysqld of a tablet again on the data that the tablet made; returns when it answers. A tablet that runs starts
 * its mysqld itself, so then this only waits.
 */
export async function startMysqld(dir: string, uid: number, signal: AbortSignal): Promise<void> {
  const state = requireState(dir);
  const tablet = state.processes[`vttablet-${uid}`];
  if (mysqldIdentity(dir, uid) === undefined && (tablet === undefined || !isAlive(tablet))) {
    spawnMysqld(findProgram(state.config.flavor, state.serverPrefix), mysqldDefaultsArgument(dir, uid));
  }
  const end = Date.now() + READY_TIMEOUT_MS;
  while (!(await answers(dir, uid, signal))) {
    if (Date.now() > end) {
      throw new StartError(`mysqld-${uid} was not ready after ${READY_TIMEOUT_MS / 1000} s${errorLogTail(dir, uid)}`);
    }
    await sleep(50, undefined, { signal });
  }
}

function spawnMysqld(program: string, defaults: string): void {
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  const child = spawn(program, [defaults, ...asRoot], { detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
  if (child.pid === undefined) throw new StartError(`${program} could not be started`);
}

/** Over the socket, as its administrator. */
async function answers(dir: string, uid: number, signal: AbortSignal): Promise<boolean> {
  try {
    (await connectMysqld(dir, uid, signal)).close();
    return true;
  } catch {
    return false;
  }
}

export function connectMysqld(dir: string, uid: number, signal: AbortSignal): Promise<MysqlConnection> {
  const socketPath = join(dir, tabletDirName(uid), 'mysql.sock');
  return MysqlConnection.connect({ socketPath, user: 'vt_dba', connectTimeoutMs: 2_000, programName: 'vt' }, signal);
}

function errorLogTail(dir: string, uid: number): string {
  const path = join(dir, tabletDirName(uid), 'error.log');
  return `; the end of ${path}:\n${lastLines(path, 12)
    .map((line) => `    ${line}`)
    .join('\n')}`;
}

function findProgram(flavor: Flavor, prefix: string): string {
  const files = programs[flavor].flatMap((program) =>
    ['bin', 'sbin', 'libexec'].map((folder) => join(prefix, folder, program)),
  );
  const file = files.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (file === undefined) throw new StartError(`there is no ${programs[flavor][0]} in ${prefix}`);
  return file;
}
