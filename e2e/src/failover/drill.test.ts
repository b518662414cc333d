import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCluster } from '../harness/cluster.ts';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';
import { drill } from './drill.ts';

const reason = prefixOf('mysql') === undefined ? 'no mysql here' : longTestsReason();
const skip = reason !== undefined && explainSkip('failover drill', reason);

/** A short run of what `npm run drill` does at length. */
describe.skipIf(skip)('the primary is moved and lost under load', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await TestCluster.start({ flags: ['--replicas', '2', '--keyspace', 'commerce=0'] });
  }, 240_000);

  afterAll(async () => {
    await cluster?.stop();
  });

  test('clients see nothing of a planned move, and lose nothing that was acknowledged', {
    timeout: 300_000,
  }, async () => {
    const seed = Number(process.env['VT_SEED'] ?? 1);
    console.log(`VT_SEED=${seed}`);
    const result = await drill(cluster, {
      seed,
      planned: 2,
      losses: 4,
      faults: ['cut-network', 'fill-disk', 'kill-both', 'stop-vttablet'],
      writers: 4,
      readers: 2,
      print: (line) => console.log(line),
    });
    expect(result.plannedErrors).toEqual([]);
    expect(result.complaints).toEqual([]);
    expect(result.audit).toMatchObject({ lost: [], ghosts: [], wrongCounters: [] });
    expect(result.losses.length).toBe(4);
  });
});
