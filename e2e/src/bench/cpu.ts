import { readFile } from 'node:fs/promises';

/** Linux counts CPU time in ticks of 10 ms (USER_HZ is 100 on every platform we run on). */
const TICK_US = 10_000;

/** User and system CPU that a process has used so far, in microseconds; 0 for a process that is gone. */
export async function cpuUs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The command may hold spaces and parentheses: fields are counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_US;
}
