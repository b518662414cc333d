import { readFile } from 'node:fs/promises';
import { cpuUs } from './cpu.ts';
import { RawClient } from './raw-client.ts';
import type { Stage, System } from './stage.ts';
import { TABLE_ROWS } from './workloads.ts';

const SAMPLE_MS = 100;
/** Of gate and tablet each, however much passes. */
const RSS_MIB_MAX = 150;
const KIB_PER_MIB = 1024;

/** One read of many rows over one connection. */
export type ScanFigure = {
  readonly system: System['name'];
  readonly rows: number;
  readonly rowsPerSecond: number;
  /** The most that was resident while it ran, by process. */
  readonly rssMib: Readonly<Record<string, number>>;
  /** For 1,000 rows, by process. */
  readonly cpuUs: Readonly<Record<string, number>>;
};

/** Streams about so many rows of sysbench's columns: each row of the table, several times. */
export async function scan(stage: Stage, system: System, rows: number): Promise<ScanFigure> {
  const times = Math.max(1, Math.round(rows / TABLE_ROWS));
  const client = await RawClient.connect(system.target);
  if (system.name === 'vtgate') await client.run("set workload = 'olap'");
  const rss: Record<string, number> = {};
  const sampler = setInterval(() => void sample(stage, rss), SAMPLE_MS);
  try {
    const before = await cpuOf(stage);
    const start = performance.now();
    const outcome = await client.run(`select a.* from sbtest1 a join sbtest1 b on b.id <= ${times}`);
    const seconds = (performance.now() - start) / 1_000;
    const after = await cpuOf(stage);
    const thousands = outcome.rows / 1_000;
    return {
      system: system.name,
      rows: outcome.rows,
      rowsPerSecond: Math.round(outcome.rows / seconds),
      rssMib: Object.fromEntries(Object.entries(rss).map(([name, kib]) => [name, Math.round(kib / KIB_PER_MIB)])),
      cpuUs: Object.fromEntries(
        Object.entries(after).map(([name, us]) => [name, Math.round((us - (before[name] ?? 0)) / thousands)]),
      ),
    };
  } finally {
    clearInterval(sampler);
    client.close();
  }
}

export function scanText({ system, rows, rowsPerSecond, rssMib, cpuUs }: ScanFigure): string {
  const of = (what: Readonly<Record<string, number>>) =>
    Object.entries(what)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  const large = Object.entries(rssMib).filter(([, mib]) => mib > RSS_MIB_MAX);
  const warning = large.length > 0 ? `  (MORE THAN ${RSS_MIB_MAX} MiB: ${large.map(([name]) => name).join(', ')})` : '';
  return `scan of ${rows} rows  ${system.padEnd(6)} ${rowsPerSecond}/s  RSS MiB at most: ${of(rssMib)}  CPU µs for 1000 rows: ${of(cpuUs)}${warning}\n`;
}

async function sample({ pids }: Stage, most: Record<string, number>): Promise<void> {
  for (const name of ['gate', 'tablet']) {
    const status = await readFile(`/proc/${pids[name]}/status`, 'utf8').catch(() => '');
    const kib = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
    most[name] = Math.max(most[name] ?? 0, kib);
  }
}

async function cpuOf({ pids }: Stage): Promise<Record<string, number>> {
  const all: Record<string, number> = {};
  for (const name of ['gate', 'tablet', 'mysqld']) all[name] = await cpuUs(pids[name] ?? 0);
  return all;
}
