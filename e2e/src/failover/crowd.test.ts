import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCluster } from '../harness/cluster.ts';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';
import { crowdDrill } from './crowd-drill.ts';

const reason = prefixOf('mysql') === undefined ? 'no mysql here' : longTestsReason();
const skip = reason !== undefined && explainSkip('drill of several gates, vtctlds and vtorcs', reason);

/** A short run of what `npm run drill -- --crowd 20 --topo-away 600` does at length. */
describe.skipIf(skip)('two vtorcs, two vtctlds, three gates and the topology die at random', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await TestCluster.start({ flags: ['--replicas', '2', '--keyspace', 'commerce=0'] });
  }, 240_000);

  afterAll(async () => {
    await cluster?.stop();
  });

  test('nothing that was acknowledged is lost, and queries need no topology', { timeout: 600_000 }, async () => {
    const seed = Number(process.env['VT_SEED'] ?? 1);
    console.log(`VT_SEED=${seed}`);
    const result = await crowdDrill(cluster, {
      seed,
      rounds: 3,
      topoAwayMs: 5_000,
      writers: 4,
      readers: 2,
      print: (line) => console.log(line),
    });
    expect(result.audit).toMatchObject({ lost: [], ghosts: [], wrongCounters: [] });
    expect(result.errorsWithoutTopology).toEqual([]);
    expect(result.writesWithoutTopology).toBeGreaterThan(0);
  });
});
