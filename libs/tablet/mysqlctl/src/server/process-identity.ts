import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

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
  if (process.platform === 'linux') return linuxCommandLine(pid);
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

function linuxCommandLine(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined;
  } catch {
    return undefined;
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
  return commandLine(pid)?.split(' ').includes(argument) ? pid : undefined;
}
