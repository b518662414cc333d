import { afterAll, beforeAll, describe } from 'vitest';
import { TestCluster } from '../harness/cluster.ts';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';

export type Drill = {
  readonly cluster: TestCluster;
  readonly seed: number;
  readonly print: (line: string) => void;
};

/** Tests of one cluster with a primary and two replicas; skipped, with the reason told, where there is no mysqld or no time. */
export function describeDrill(what: string, tests: (drill: () => Drill) => void): void {
  const reason = prefixOf('mysql') === undefined ? 'no mysql here' : longTestsReason();
  const skip = reason !== undefined && explainSkip(what, reason);
  describe.skipIf(skip)(what, () => {
    const seed = Number(process.env['VT_SEED'] ?? 1);
    const print = (line: string): void => console.log(line);
    let cluster: TestCluster;

    beforeAll(async () => {
      print(`VT_SEED=${seed}`);
      cluster = await TestCluster.start({ flags: ['--replicas', '2', '--keyspace', 'commerce=0'] });
    }, 240_000);

    afterAll(async () => {
      await cluster?.stop();
    });

    tests(() => ({ cluster, seed, print }));
  });
}
