import { expect, test } from 'vitest';
import { crowdDrill } from './crowd-drill.ts';
import { describeDrill } from './describe-drill.ts';

/** A short run of what `npm run drill -- --crowd 20 --topo-away 600` does at length. */
describeDrill('two vtorcs, two vtctlds, three gates and the topology die at random', (drill) => {
  test('clients of living gates see nothing, nothing that was acknowledged is lost, and queries need no topology', {
    timeout: 900_000,
  }, async () => {
    const { cluster, ...common } = drill();
    const options = { ...common, rounds: 3, topoAwayMs: 5_000, writers: 4, readers: 2 };
    const result = await crowdDrill(cluster, options);
    expect(result.audit).toMatchObject({ lost: [], ghosts: [], wrongCounters: [] });
    expect(result.errors).toEqual([]);
    expect(result.errorsWithoutTopology).toEqual([]);
    expect(result.writesWithoutTopology).toBeGreaterThan(0);
  });
});
