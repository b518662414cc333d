import { readFileSync } from 'node:fs';

/**
 * A process that cannot be mistaken for a later one with the same id: `startTicks` is the kernel's start time of the
 * process, 0 where there is no /proc.
 */
export type ProcessIdentity = { readonly pid: number; readonly startTicks: number };

export function identify(pid: number): ProcessIdentity {
  return { pid, startTicks: startTicks(pid) ?? 0 };
}

/** Whether the very process lives; a zombie does not. */
export function isAlive({ pid, startTicks: known }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process by now, or ours no more to signal.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (process.platform !== 'linux') return true;
  const now = startTicks(pid);
  return now !== undefined && (known === 0 || now === known);
}

/** Undefined when the process is gone or a zombie. */
function startTicks(pid: number): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything; state is the first field after it, starttime the twentieth.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined || fields[0] === 'Z' || fields[0] === 'X' ? undefined : Number(fields[19]);
}

/** The pid that a file holds, if that process lives and has `argument` on its command line. */
export function pidFromFile(path: string, argument: string): ProcessIdentity | undefined {
  const pid = Number.parseInt(read(path) ?? '', 10);
  if (!(pid > 0) || !isAlive({ pid, startTicks: 0 })) return undefined;
  const command = read(`/proc/${pid}/cmdline`);
  if (process.platform === 'linux' && !command?.split('\0').includes(argument)) return undefined;
  return identify(pid);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Resolves true when the process is gone, false when it still lives after `timeoutMs`. */
export async function waitGone(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  while (isAlive(identity)) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}
