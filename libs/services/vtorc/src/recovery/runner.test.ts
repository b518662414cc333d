import { create } from '@vt/proto';
import { durabilityPolicy } from '@vt/reparent';
import { silentLogger } from '@vt/servenv';
import { type MemoryServer, TopoServer } from '@vt/topo';
import { expect, test } from 'vitest';
import type { Problem } from '../analysis/problem.ts';
import { type ShardView, unasked } from '../view/observed.ts';
import { History } from './history.ts';
import { Runner } from './runner.ts';
import { Switches } from './switches.ts';

const never = new AbortController().signal;
const problem: Problem = { code: 'DeadPrimary', keyspace: 'ks', shard: '0', alias: 'z-0000000100', detail: '' };

/** A shard of three tablets, of which some answer. */
function view(answering: number): ShardView {
  const tablets = [100, 101, 102].map((uid, i) => ({
    ...unasked(`z-0000000${uid}`, create('topodata.Tablet', { alias: { cell: 'z', uid } })),
    isReachable: i < answering,
  }));
  return {
    keyspace: 'ks',
    shard: '0',
    record: create('topodata.Shard', {}),
    durability: durabilityPolicy('semi_sync'),
    isEmergencyReparentDisabled: false,
    tablets,
  };
}

test('a repair that failed waits, unless more tablets answer than did then', async () => {
  const memory = new Map<string, MemoryServer>();
  const topo = TopoServer.open({ implementation: 'memory', globalServerAddress: 'g', globalRoot: '/global', memory });
  await topo.keyspaces.create('ks', {}, { signal: never });
  await topo.shards.getOrCreate('ks', '0', { signal: never });
  const history = new History();
  const runner = new Runner({
    deps: { topo, tablets: undefined as never, log: silentLogger, remoteTimeoutMs: 1_000 },
    history,
    switches: new Switches({
      allowRecovery: true,
      allowEmergencyReparent: true,
      drainErrant: false,
      replaceStalled: false,
      disabled: [],
    }),
    repair: { preventCrossCell: false, tolerableLagMs: 0 },
    waitReplicasMs: 1_000,
    lookAgain: () => Promise.reject(new Error('too few answer')),
    onEnd: () => {},
    log: silentLogger,
  });
  expect(await runner.repairNext(view(1), [problem], never)).toBe(true);
  expect(await runner.repairNext(view(1), [problem], never)).toBe(false);
  expect(await runner.repairNext(view(2), [problem], never)).toBe(true);
  expect(await runner.repairNext(view(2), [problem], never)).toBe(false);
  expect(history.all().map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  await topo.close();
});
