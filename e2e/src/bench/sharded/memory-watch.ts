import { readFile } from 'node:fs/promises';

const SAMPLE_MS = 50;
const KIB_PER_MIB = 1_024;

export type Resident = { readonly before: number; readonly most: number };

/** What of a process was resident while `work` ran, in MiB. */
export async function watched<T>(pid: number, work: () => Promise<T>): Promise<{ result: T; rss: Resident }> {
  const before = await rssMib(pid);
  let most = before;
  const sampler = setInterval(() => void rssMib(pid).then((now) => (most = Math.max(most, now))), SAMPLE_MS);
  try {
    const result = await work();
    return { result, rss: { before, most: Math.max(most, await rssMib(pid)) } };
  } finally {
    clearInterval(sampler);
  }
}

export async function rssMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / KIB_PER_MIB);
}
