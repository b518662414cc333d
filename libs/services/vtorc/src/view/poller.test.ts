import { stat } from 'node:fs/promises';
import { VtError } from '@vt/base';
import { create } from '@vt/proto';
import { durabilityPolicy, type TabletManagers } from '@vt/reparent';
import { AwakeClock, type Clock } from '@vt/servenv';
import { expect, test, vi } from 'vitest';
import { analyzeShard } from '../analysis/analyze-shard.ts';
import type { ClusterView } from './cluster-view.ts';
import { type Observed, type ShardView, unasked } from './observed.ts';
import { Poller } from './poller.ts';

const PRIMARY = 'z-0000000100';
const REPLICA = 'z-0000000101';
const never = new AbortController().signal;

/** A clock that is moved by hand. */
class HandClock implements Clock {
  #now = 1_000_000;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now = (): number => this.#now;

  sleep = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((wake) => {
      this.#sleepers.push({ at: this.#now + ms, wake });
      signal.addEventListener('abort', () => wake(), { once: true });
    });

  async forward(ms: number): Promise<void> {
    this.#now += ms;
    for (const { wake } of this.#sleepers.filter(({ at }) => at <= this.#now)) wake();
    this.#sleepers = this.#sleepers.filter(({ at }) => at > this.#now);
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const fullStatus = () => ({ status: create('replicationdata.FullStatus', { semi_sync_primary_enabled: true }) });

/** A primary whose answers the test gives, and a replica that is connected to it; both as they are known after one look. */
function shardOf(clock: Clock, answer: () => Promise<unknown>) {
  const known = new Map<string, Observed>();
  for (const uid of [100, 101]) {
    const alias = `z-0000000${uid}`;
    const type = uid === 100 ? 'PRIMARY' : 'REPLICA';
    const record = { alias: { cell: 'z', uid }, hostname: 'h', mysql_hostname: 'h', mysql_port: uid } as const;
    const tablet = create('topodata.Tablet', { ...record, keyspace: 'ks', shard: '0', type });
    const replication_status = uid === 100 ? null : { source_host: 'h', source_port: 100, io_state: 3, sql_state: 3 };
    const status = create('replicationdata.FullStatus', {
      ...{ replication_status, read_only: uid === 101 },
      ...{ semi_sync_primary_enabled: uid === 100, semi_sync_replica_enabled: uid === 101 },
    });
    known.set(alias, { ...unasked(alias, tablet), status, isReachable: true });
  }
  const view = {
    tablets: () => [...known.values()],
    observed: (alias: string) => known.get(alias),
    update: (alias: string, change: (before: Observed) => Observed) =>
      known.set(alias, change(known.get(alias) as Observed)),
  } as unknown as ClusterView;
  const call = (tablet: unknown, method: unknown, request: unknown, options: { timeoutMs: number }) =>
    Promise.race([answer(), deadline(options.timeoutMs)]);
  const tablets = { call } as unknown as TabletManagers;
  const poller = new Poller({ view, tablets, clock, everyMs: 5_000, primaryEveryMs: 300, onPolled: () => {} });
  const shard = (): ShardView => ({
    ...{ keyspace: 'ks', shard: '0', tablets: [...known.values()], durability: durabilityPolicy('semi_sync') },
    record: create('topodata.Shard', { primary_alias: { cell: 'z', uid: 100 } }),
    ...{ isEmergencyReparentDisabled: false, isPrimaryCellRead: true },
  });
  return {
    look: () => poller.poll(PRIMARY, never),
    run: (signal: AbortSignal) => poller.run(signal),
    primary: () => known.get(PRIMARY) as Observed,
    found: () =>
      analyzeShard(shard(), { nowMs: clock.now(), unresponsiveMs: 1_200, goneMs: 250, lagSecondsMax: 10 })
        .filter(({ alias }) => alias !== REPLICA)
        .map(({ code }) => code),
  };
}

/** What gRPC does: its timer goes off before the sockets are read. */
function deadline(ms: number): Promise<never> {
  return new Promise((_, reject) => {
    const late = () => reject(new VtError({ code: 'DEADLINE_EXCEEDED', message: 'Deadline exceeded' }));
    setTimeout(late, ms).unref();
  });
}

test('a primary that is slow for one look is alive', async () => {
  const clock = new HandClock();
  let answer: (value: unknown) => void = () => {};
  const shard = shardOf(clock, () => new Promise((resolve) => (answer = resolve)));
  const looking = shard.look();
  await clock.forward(700);
  await looking;
  expect(shard.primary()).toMatchObject({ isReachable: false, isSilent: true, failures: 1 });
  expect(shard.found()).toEqual([]);
  await clock.forward(300);
  answer(fullStatus());
  await settled();
  expect(shard.primary()).toMatchObject({ isReachable: true, failures: 0, failingSinceMs: undefined });
});

test('a primary each of whose answers comes too late is slow, and not lost', async () => {
  const clock = new HandClock();
  const answers: ((value: unknown) => void)[] = [];
  const shard = shardOf(clock, () => new Promise((resolve) => answers.push(resolve)));
  for (let n = 0; n < 10; n++) {
    const looking = shard.look();
    await clock.forward(700);
    await looking;
    expect(shard.found()).not.toContain('IncapacitatedPrimary');
    // To the look before this one: a second and a half after it was asked.
    answers[n - 1]?.(fullStatus());
    await settled();
    await clock.forward(100);
  }
});

test('one that never answers is lost after three looks', async () => {
  const clock = new HandClock();
  const shard = shardOf(clock, () => new Promise(() => {}));
  const said: (readonly string[])[] = [];
  for (const ms of [700, 300, 300]) {
    const looking = shard.look();
    await clock.forward(ms);
    await looking;
    said.push(shard.found());
    await clock.forward(50);
  }
  expect(said).toEqual([[], ['UnreachablePrimary'], ['IncapacitatedPrimary']]);
});

test('an answer that comes after its mysqld was found gone is old', async () => {
  const clock = new HandClock();
  const answers: ((value: unknown) => void)[] = [];
  let isGone = false;
  const refused = new VtError({ code: 'UNAVAILABLE', message: 'connect ECONNREFUSED' });
  const shard = shardOf(clock, () =>
    isGone ? Promise.reject(refused) : new Promise((resolve) => answers.push(resolve)),
  );
  const looking = shard.look();
  await clock.forward(700);
  await looking;
  isGone = true;
  await shard.look();
  answers[0]?.(fullStatus());
  await settled();
  expect(shard.primary()).toMatchObject({ isReachable: false, isGone: true, failures: 2 });
});

test('an answer that was there while this process got no processor is no failed look', async () => {
  const end = new AbortController();
  const clock = new AwakeClock();
  clock.start(end.signal);
  // It is there at once, and is read after the timers that are due by then, as what comes by a socket is.
  const shard = shardOf(clock, () => stat('/').then(fullStatus));
  const failures: number[] = [];
  for (let n = 0; n < 3; n++) {
    const looking = shard.look();
    for (const until = performance.now() + 1_500; performance.now() < until; );
    await looking;
    failures.push(shard.primary().failures);
  }
  expect(failures).toEqual([0, 0, 0]);
  expect(shard.found()).toEqual([]);
  end.abort();
});

test('a wall clock that is set back keeps nobody from being asked', async () => {
  const end = new AbortController();
  const clock = new AwakeClock();
  clock.start(end.signal);
  let asked = 0;
  const shard = shardOf(clock, () => {
    asked++;
    return Promise.resolve(fullStatus());
  });
  const until = async (count: number): Promise<void> => {
    for (const late = performance.now() + 20_000; asked < count && performance.now() < late; ) await settled();
  };
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const running = shard.run(end.signal);
    await until(2);
    vi.setSystemTime(Date.now() - 3_600_000);
    const before = asked;
    await until(before + 3);
    expect(asked).toBeGreaterThanOrEqual(before + 3);
    end.abort();
    await running;
  } finally {
    end.abort();
    vi.useRealTimers();
  }
});
