import { afterAll, beforeAll, describe, test } from 'vitest';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';
import { lookupVindex } from './lookup-vindex.ts';
import { materialize } from './materialize.ts';
import { adopt, migrate } from './mount.ts';
import { foreignKeys, sequences, throttled } from './moves.ts';
import { reshardTo } from './reshard-to.ts';
import { shardByShard, tenant } from './shares.ts';
import { WorkflowStage } from './stage.ts';

/** Workflows of all kinds on real tablets, by the commands that an operator gives. */
describe.each(['mysql', 'mariadb'] as const)('workflows on %s', (flavor) => {
  const missing = prefixOf(flavor) === undefined ? `no ${flavor} here` : undefined;
  const reason = missing ?? longTestsReason();
  const skip = reason !== undefined && explainSkip(`workflows of all kinds, ${flavor}`, reason);
  const long = missing ?? longTestsReason();
  const skipLong =
    long !== undefined && explainSkip(`moves from another cluster, by shard and by tenant, ${flavor}`, long);

  describe.skipIf(skip)('each', () => {
    let stage: WorkflowStage;
    beforeAll(async () => {
      stage = await WorkflowStage.open({ flavor });
    });
    afterAll(() => stage?.cluster.stop());

    test('Materialize: sums, copies, reference tables', () => materialize(stage));
    test('LookupVindex: from its creation to its end', () => lookupVindex(stage));
    test('MoveTables with sequences', () => sequences(stage));
    test.skipIf(skipLong)('MoveTables with foreign keys', () => foreignKeys(stage));
    test('a throttled MoveTables', () => throttled(stage));
    test.skipIf(skipLong)('Mount and Migrate', () => migrate(stage));
    test.skipIf(skipLong)('MoveTables from a server that is not managed', () => adopt(stage));
    test.skipIf(skipLong)('MoveTables shard by shard', () => shardByShard(stage));
    test.skipIf(skipLong)('MoveTables of a tenant', () => tenant(stage));
    test.skipIf(skipLong)('Reshard --to, back by itself and to the end', () => reshardTo(stage));
  });
});
