import { create } from '@vt/proto';
import { durabilityPolicy, type ReparentDeps } from '@vt/reparent';
import { answeringShard } from '@vt/reparent/testing';
import { silentLogger } from '@vt/servenv';
import { type MemoryServer, TopoServer } from '@vt/topo';
import { expect, test, vi } from 'vitest';
import type { Problem } from '../analysis/problem.ts';
import { type ShardView, unasked } from '../view/observed.ts';
import { History } from './history.ts';
import { Runner, type RunnerOptions } from './runner.ts';
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
    isPrimaryCellRead: true,
    tablets,
  };
}

function runnerOf(
  deps: ReparentDeps,
  history: History,
  lookAgain: RunnerOptions['lookAgain'],
  onEnd = vi.fn<RunnerOptions['onEnd']>(),
): Runner {
  return new Runner({
    deps,
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
    lookAgain,
    onEnd,
    onLock: () => {},
    log: silentLogger,
  });
}

test('a repair that failed waits, unless more tablets answer than did then', async () => {
  const memory = new Map<string, MemoryServer>();
  const topo = TopoServer.open({ implementation: 'memory', globalServerAddress: 'g', globalRoot: '/global', memory });
  await topo.keyspaces.create('ks', {}, { signal: never });
  await topo.shards.getOrCreate('ks', '0', { signal: never });
  const history = new History('orc');
  const deps = { topo, tablets: undefined as never, log: silentLogger, remoteTimeoutMs: 1_000 };
  const runner = runnerOf(deps, history, () => Promise.reject(new Error('too few answer')));
  expect(await runner.repairNext(view(1), [problem], never)).toBe(true);
  expect(await runner.repairNext(view(1), [problem], never)).toBe(false);
  expect(await runner.repairNext(view(2), [problem], never)).toBe(true);
  expect(await runner.repairNext(view(2), [problem], never)).toBe(false);
  expect(history.all().map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  await topo.close();
});

test('a promotion that happened is told as such when what comes after it fails', async () => {
  const shard = await answeringShard({
    1: { type: 'PRIMARY' },
    2: { type: 'REPLICA', instead: { PopulateReparentJournal: () => Promise.reject(new Error('no space left')) } },
    3: { type: 'REPLICA' },
  });
  const history = new History('orc');
  const onEnd = vi.fn<RunnerOptions['onEnd']>();
  const dead = { ...problem, alias: 'z-0000000001' };
  const runner = runnerOf(shard.deps, history, () => Promise.resolve([dead]), onEnd);
  expect(await runner.repairNext(view(3), [dead], never)).toBe(true);
  const [{ outcome, steps } = { outcome: '', steps: [] }] = history.all();
  expect(outcome).toBe('incomplete');
  expect(onEnd.mock.calls.map(([, how]) => how)).toEqual(['incomplete']);
  expect(steps.map(({ text }) => text)).toEqual([
    'shard locked',
    'looked again: DeadPrimary: ',
    'z-0000000001 could not be stopped: ECONNREFUSED',
    expect.stringContaining('stopped: '),
    'elected z-0000000002',
    expect.stringContaining('z-0000000002 is primary at '),
    '1 of 1 replicas follow z-0000000002',
    expect.stringContaining('z-0000000002 is primary, but no reparent journal could be written: no space left'),
  ]);
  await shard.close();
});

test('a repair whose lock cannot be given up is repaired all the same', async () => {
  const shard = await answeringShard({ 1: { type: 'PRIMARY' }, 2: { type: 'REPLICA' }, 3: { type: 'REPLICA' } });
  const { topo } = shard.deps;
  const lock = await topo.shards.lock('ks', '0', 'test', {});
  vi.spyOn(topo.shards, 'lock').mockResolvedValue({
    path: lock.path,
    lost: lock.lost,
    check: () => lock.check(),
    unlock: () => Promise.reject(new TypeError('broken')),
  });
  const history = new History('orc');
  const dead = { ...problem, alias: 'z-0000000001' };
  const runner = runnerOf(shard.deps, history, () => Promise.resolve([dead]));
  await runner.repairNext(view(3), [dead], never);
  expect(history.all().map(({ outcome }) => outcome)).toEqual(['repaired']);
  await lock.unlock();
  await shard.close();
});

test('replicas wait while the primary is suspected, so that nobody holds the lock when it is lost', async () => {
  const shard = await answeringShard({ 1: { type: 'PRIMARY' }, 2: { type: 'REPLICA' }, 3: { type: 'REPLICA' } });
  const stopped: Problem = { ...problem, code: 'ReplicationStopped', alias: 'z-0000000002' };
  const suspected: Problem = { ...problem, code: 'UnreachablePrimary', alias: 'z-0000000001' };
  const runner = runnerOf(shard.deps, new History('orc'), () => Promise.resolve([stopped]));
  expect(await runner.repairNext(view(3), [stopped, suspected], never)).toBe(false);
  expect(await runner.repairNext(view(3), [stopped], never)).toBe(true);
  expect(shard.calls).toEqual(['SetReplicationSource 2']);
  await shard.close();
});

test('a problem of a replica that is back at once after its repair is not repaired again and again without a pause', async () => {
  const shard = await answeringShard({ 1: { type: 'PRIMARY' }, 2: { type: 'REPLICA' }, 3: { type: 'REPLICA' } });
  const stopped: Problem = { ...problem, code: 'ReplicationStopped', alias: 'z-0000000002' };
  const runner = runnerOf(shard.deps, new History('orc'), () => Promise.resolve([stopped]));
  const next = (): Promise<boolean> => runner.repairNext(view(3), [stopped], never);
  expect(await next()).toBe(true);
  // Once more at once: it may have been another of the kind.
  expect(await next()).toBe(true);
  expect(await next()).toBe(false);
  expect(shard.calls).toHaveLength(2);
  await shard.close();
});

test('the repair of a replica that does not answer is given up when the primary is lost', async () => {
  const hanging = (_shard: unknown, signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('the call ended'))));
  const shard = await answeringShard({
    1: { type: 'PRIMARY' },
    2: { type: 'REPLICA', instead: { SetReplicationSource: hanging } },
    3: { type: 'REPLICA' },
    4: { type: 'REPLICA' },
  });
  const history = new History('orc');
  const stopped: Problem = { ...problem, code: 'ReplicationStopped', alias: 'z-0000000002' };
  const dead: Problem = { ...problem, alias: 'z-0000000001' };
  let now = [stopped];
  const runner = runnerOf(shard.deps, history, () => Promise.resolve(now));
  const repairing = runner.repairNext(view(3), now, never);
  await expect.poll(() => shard.calls).toEqual(['SetReplicationSource 2']);
  // Another replica is no reason.
  expect(await runner.repairNext(view(3), [{ ...stopped, alias: 'z-0000000003' }], never)).toBe(false);
  expect(history.all().map(({ outcome }) => outcome)).toEqual(['running']);
  now = [dead];
  expect(await runner.repairNext(view(3), now, never)).toBe(false);
  expect(await repairing).toBe(true);
  expect(history.all()[0]?.steps.at(-1)?.text).toBe(
    'given up, to be begun anew: z-0000000001 is to be replaced first (DeadPrimary)',
  );
  expect(await runner.repairNext(view(3), now, never)).toBe(true);
  now = [stopped];
  // What was given up did not fail: it need not wait.
  const end = new AbortController();
  const again = runner.repairNext(view(3), now, end.signal);
  await expect.poll(() => history.all()).toHaveLength(3);
  end.abort();
  expect(await again).toBe(true);
  await shard.close();
});

test('no two vtorcs, and no two lives of one, call repairs the same', () => {
  const ids = ['a1', 'b2'].flatMap((owner) => {
    const history = new History(owner);
    return [history.begin(problem, 0), history.begin(problem, 0)];
  });
  expect(ids).toEqual(['a1-1', 'a1-2', 'b2-1', 'b2-2']);
});
