import { RawClient } from '../raw-client.ts';
import type { FourShards } from './four-shards.ts';
import { type Goal, goal } from './goal.ts';
import { watched } from './memory-watch.ts';

const FEW_ROWS = 100_000;
/** Of what a process has beside rows: code that is compiled meanwhile, and garbage that waits. */
const GROWTH_MIB_MAX = 32;

/** ORDER BY … LIMIT over shards: what the gate holds must not grow with the rows that pass. */
export async function orderedStream(shards: FourShards): Promise<Goal> {
  const client = await RawClient.connect(shards.gate);
  try {
    await client.run("set workload = 'olap'");
    const read = (rows: number) =>
      watched(shards.gatePid, () => client.run(`select id, k, pad from big order by id limit ${rows}`));
    for (let warmup = 0; warmup < 3; warmup++) await read(FEW_ROWS);
    const few = await read(FEW_ROWS);
    const start = performance.now();
    const many = await read(shards.rows);
    const seconds = (performance.now() - start) / 1_000;
    const isWhole = few.result.rows === FEW_ROWS && many.result.rows === shards.rows;
    return goal(
      'ordered stream',
      many.rss.most - few.rss.most,
      'MiB more',
      GROWTH_MIB_MAX,
      {
        [`MiB for ${FEW_ROWS} rows`]: few.rss.most,
        [`MiB for ${shards.rows} rows`]: many.rss.most,
        'rows a second': Math.round(many.result.rows / seconds),
      },
      isWhole,
    );
  } finally {
    client.close();
  }
}
