import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';
import { COUNTER, LEDGER, Load, stored } from '../load/load.ts';
import { copied, MoveCluster } from './move-cluster.ts';

const reason = prefixOf('mysql') === undefined ? 'no mysql here' : longTestsReason();
const skip = reason !== undefined && explainSkip('deaths of vtctld while traffic is switched', reason);

const points = [
  'switch.reverse-created',
  'switch.prepared',
  'switch.refused',
  'switch.source-stopped',
  'switch.caught-up',
  'switch.before-journal',
  'switch.first-journal',
  'switch.target-open',
  'switch.routed',
  'switch.published',
  'switch.streams-stopped',
  'switch.reverse-started',
  'switch.frozen',
] as const;

/** Tables go back and forth between two keyspaces under load, and vtctld is killed in the middle each time. */
describe.skipIf(skip)('vtctld dies while traffic is switched', () => {
  let cluster: MoveCluster;
  let load: Load;
  const move = (...args: string[]): Promise<string> =>
    cluster.vtctl('MoveTables', '--workflow', 'w', '--target-keyspace', 'new', ...args);

  beforeAll(async () => {
    cluster = await MoveCluster.start();
    await cluster.addShard('old', '0');
    await cluster.addShard('new', '0');
    await cluster.startGate();
    const gate = await cluster.connect('old');
    for (const sql of [LEDGER, COUNTER]) await gate.query(sql);
    load = new Load((database) => cluster.connect(database));
    await load.add({ writers: 3, readers: 1, pauseMs: 10, transactions: true });
    await move('create', '--source-keyspace', 'old', '--tables', 'ledger,counter', '--tablet-types', 'PRIMARY');
    await copied(cluster, 'new', 'w');
  }, 300_000);

  afterAll(async () => {
    await load?.stop();
    await cluster?.stop();
  });

  test.each(points)('at %s: the same command ends it', { timeout: 180_000 }, async (point) => {
    await cluster.programs.stop('vtctld');
    await cluster.startVtctld(point);
    await expect(move('switchtraffic')).rejects.toThrow();
    await cluster.programs.stop('vtctld');
    await cluster.startVtctld();
    expect(await move('switchtraffic')).toContain('Current State: All Reads Switched. Writes Switched');
    expect(await move('reversetraffic')).toContain('Current State: Reads Not Switched. Writes Not Switched');
  });

  test('nothing that was acknowledged is lost, and nothing is doubled', { timeout: 60_000 }, async () => {
    await load.stop();
    const { ids, counters } = await stored([(sql) => cluster.rowsOf('old', '0', sql)]);
    expect(load.ledger.audit(new Set(ids.keys()), counters)).toMatchObject({
      lost: [],
      ghosts: [],
      wrongCounters: [],
    });
    expect([...ids.values()].filter((count) => count > 1)).toEqual([]);
  });
});
