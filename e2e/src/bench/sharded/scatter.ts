import { cpuUs } from '../cpu.ts';
import { RawClient } from '../raw-client.ts';
import { median } from '../report.ts';
import type { FourShards } from './four-shards.ts';
import { type Goal, goal } from './goal.ts';

const REPEATS = 7;
const RATIO_MAX = 1.3;
const SQL = 'select g % 100, count(*), sum(k), avg(k), min(k), max(pad) from big group by g % 100';

/** An aggregate over all shards, beside the same statement on every shard's mysqld at the same time, in turns. */
export async function scatterAggregate(shards: FourShards): Promise<Goal> {
  const own = await Promise.all(shards.directTargets.map((target) => RawClient.connect(target)));
  const gate = await RawClient.connect(shards.gate);
  const ratios: number[] = [];
  const slowest: number[] = [];
  const throughGate: number[] = [];
  const cpu: number[] = [];
  try {
    await gate.run(SQL);
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const times = await Promise.all(own.map((client) => timed(client)));
      slowest.push(Math.max(...times));
      const before = await cpuUs(shards.gatePid);
      throughGate.push(await timed(gate));
      cpu.push((await cpuUs(shards.gatePid)) - before);
      ratios.push((throughGate.at(-1) as number) / (slowest.at(-1) as number));
    }
  } finally {
    for (const client of [gate, ...own]) client.close();
  }
  return goal('scatter', median(ratios), '× the slowest shard', RATIO_MAX, {
    'slowest shard ms': Math.round(median(slowest)),
    'through the gate ms': Math.round(median(throughGate)),
    'gate CPU ms': Math.round(median(cpu) / 1_000),
    rows: shards.rows,
  });
}

async function timed(client: RawClient): Promise<number> {
  const start = performance.now();
  await client.run(SQL);
  return performance.now() - start;
}
