import { RawClient } from '../raw-client.ts';
import type { FourShards } from './four-shards.ts';
import { type Goal, goal } from './goal.ts';
import { watched } from './memory-watch.ts';

export const LIMIT_MIB = 64;
const BESIDE_MIB = 100;

type Statement = { readonly sql: string; readonly rows: number };

/** What no shard can sort, join, compare or group by itself: a limit comes first. Of the compared rows every second is equal. */
const statements = (rows: number): Readonly<Record<string, Statement>> => ({
  'sort, bounded': { sql: `select id, k, pad from (select id, k, pad from big limit ${rows}) t order by k`, rows },
  'hash join, bounded': {
    sql: `select a.k, b.pad from big a join (select id, pad from other limit ${rows}) b on b.id = a.other_id`,
    rows,
  },
  'EXCEPT, bounded': {
    sql: `select id, k from (select id, k from big limit ${rows}) t except select id, k + id % 2 from other`,
    rows: rows / 2,
  },
  'UNION, bounded': {
    sql: `select id, k from (select id, k from big limit ${rows}) t union select id, k + id % 2 from other`,
    rows: rows * 1.5,
  },
  'GROUP BY, bounded': {
    sql: `select pad, id, count(*), max(k) from (select id, k, pad from big limit ${rows}) t group by pad, id`,
    rows,
  },
});

/** Sorts, joins, compares and groups more rows than the gate may hold: it finishes, or says that it may not. */
export async function boundedMemory(shards: FourShards): Promise<Goal[]> {
  const goals: Goal[] = [];
  for (const [name, { sql, rows: expected }] of Object.entries(statements(shards.rows))) {
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
      const isRight = result.rows === undefined ? /exceeded|VT\d+/.test(result.outcome) : result.rows === expected;
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
