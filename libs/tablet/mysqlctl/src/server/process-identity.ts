import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { VtError } from '@vt/base';

const POLL_MS = 30;

/**
 * The arguments of a running process; undefined for one that is gone (or is a zombie, which has none).
 * A process id alone is no identity: after a reboot or a long time it is some other process's.
 */
export function commandLine(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch {
    return undefined;
  }
  if (process.platform === 'linux') return linuxArguments(pid)?.join(' ');
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Each as it was given, spaces in it too. */
function linuxArguments(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0$/, '');
    return text === '' ? undefined : text.split('\0');
  } catch {
    return undefined;
  }
}

function hasArgument(pid: number, argument: string): boolean {
  if (process.platform === 'linux') return linuxArguments(pid)?.includes(argument) ?? false;
  return ` ${commandLine(pid) ?? ''} `.includes(` ${argument} `);
}

/**
 * Whether a process has ended. One that is being ended has no command line any more but may still hold its port and its
 * files; a zombie holds nothing and only waits for its parent.
 */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'EPERM');
  }
  if (process.platform !== 'linux') return commandLine(pid) === undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return true;
  }
}

/** Returns when a process has ended; throws when it has not after `timeoutMs`. */
export async function waitUntilGone(pid: number, timeoutMs: number, what: string): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!isGone(pid)) {
    if (Date.now() > deadline) {
      throw new VtError({
        code: 'DEADLINE_EXCEEDED',
        message: `${what} (process ${pid}) did not end in ${timeoutMs} ms`,
      });
    }
    await delay(POLL_MS);
  }
}

/** The process id that a file holds, if that process lives and was started with `argument`. */
export function livingPid(file: string, argument: string): number | undefined {
  let pid: number;
  try {
    pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  } catch {
    return undefined;
  }
  if (!(pid > 0)) return undefined;
  return hasArgument(pid, argument) ? pid : undefined;
}
