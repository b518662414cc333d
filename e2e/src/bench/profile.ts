import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from './stage.ts';

type CpuProfile = {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
};

export type HotFunction = { readonly name: string; readonly share: number };

const TOP = 10;

/** Profiles gate and tablet while `work` runs; the files are kept, and the functions that took most are given back. */
export async function profiled(
  stage: Stage,
  dir: string,
  name: string,
  seconds: number,
  work: () => Promise<unknown>,
): Promise<Readonly<Record<string, readonly HotFunction[]>>> {
  await mkdir(dir, { recursive: true });
  const taking = Object.entries(stage.httpPorts).map(async ([process, port]) => {
    const response = await fetch(`http://127.0.0.1:${port}/debug/pprof/profile?seconds=${seconds}`);
    if (!response.ok) throw new Error(`${process} gave no profile: ${response.status}`);
    const text = await response.text();
    await writeFile(join(dir, `${name}.${process}.cpuprofile`), text);
    return [process, hottest(JSON.parse(text) as CpuProfile)] as const;
  });
  const [profiles] = await Promise.all([Promise.all(taking), work()]);
  return Object.fromEntries(profiles);
}

/** By time of its own, without idling. */
function hottest({ nodes, samples }: CpuProfile): HotFunction[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const counts = new Map<string, number>();
  for (const sample of samples) {
    const name = names.get(sample) ?? '';
    if (name !== '(idle)') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, TOP)
    .map(([name, count]) => ({ name, share: Math.round((count / total) * 1_000) / 1_000 }));
}

function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const file = url.split('/').slice(-3).join('/');
  return file === '' ? functionName : `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}`;
}
