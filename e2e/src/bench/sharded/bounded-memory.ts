import { RawClient } from '../raw-client.ts';
import type { FourShards } from './four-shards.ts';
import { type Goal, goal } from './goal.ts';
import { watched } from './memory-watch.ts';

export const LIMIT_MIB = 64;
const BESIDE_MIB = 100;

/** What no shard can sort or join by itself: a limit comes first. */
const statements = (rows: number): Readonly<Record<string, string>> => ({
  'sort, bounded': `select id, k, pad from (select id, k, pad from big limit ${rows}) t order by k`,
  'hash join, bounded': `select a.k, b.pad from big a join (select id, pad from other limit ${rows}) b on b.id = a.other_id`,
});

/** Sorts and joins more rows than the gate may hold: it finishes, or says that it may not. */
export async function boundedMemory(shards: FourShards): Promise<Goal[]> {
  const goals: Goal[] = [];
  for (const [name, sql] of Object.entries(statements(shards.rows))) {
    const client = await RawClient.connect(shards.gate);
    try {
      await client.run("set workload = 'olap'");
      const start = performance.now();
      const { result, rss } = await watched(shards.gatePid, () =>
        client.run(sql).then(
          ({ rows }) => ({ rows, outcome: `${rows} rows` }),
          (error: Error) => ({ rows: undefined, outcome: `refused: ${error.message}` }),
        ),
      );
      const isRight = result.rows === undefined ? /exceeded|VT\d+/.test(result.outcome) : result.rows === shards.rows;
      const details = {
        outcome: result.outcome,
        'MiB before': rss.before,
        seconds: Math.round((performance.now() - start) / 100) / 10,
      };
      goals.push(goal(name, rss.most, 'MiB', LIMIT_MIB + BESIDE_MIB, details, isRight));
    } finally {
      client.close();
    }
  }
  return goals;
}
