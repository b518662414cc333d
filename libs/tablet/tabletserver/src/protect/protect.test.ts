import { describe, expect, test } from 'vitest';
import { HotRows } from './hot-rows.ts';
import { LoadShedder } from './load-shedder.ts';
import { TransactionLimiter } from './transaction-limiter.ts';

const never = new AbortController().signal;
const caller = (username: string) => ({ effective: null, immediate: { username } });

describe('hot rows', () => {
  const options = { enabled: true, dryRun: false, queueMax: 4, globalQueueMax: 6, concurrentMax: 1 };

  test('one after the other, in order; too many are refused; others pass', async () => {
    const waited: number[] = [];
    const rows = new HotRows(options, undefined, (ms) => waited.push(ms));
    const order: number[] = [];
    const first = await rows.enter('t where id = 1', 't', never);
    const waiting = [1, 2, 3].map(async (n) => {
      const leave = await rows.enter('t where id = 1', 't', never);
      order.push(n);
      leave();
    });
    await expect(rows.enter('t where id = 1', 't', never)).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      message:
        "hot row protection: too many queued transactions (4 >= 4) for the same row (table + WHERE clause: 't where id = 1')",
    });
    (await rows.enter('t where id = 2', 't', never))();
    expect(order).toEqual([]);
    first();
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
    expect(waited.length).toBe(3);
    expect(rows.queued).toBe(0);
    expect(rows.recent()[0]?.[0]).toBe('t where id = 1');
  });

  test('all rows together are bounded, and who gives up leaves', async () => {
    const rows = new HotRows({ ...options, globalQueueMax: 2 });
    const held = [await rows.enter('a', 't', never), await rows.enter('b', 't', never)];
    await expect(rows.enter('a', 't', never)).rejects.toThrow('too many queued transactions (2 >= 2)');
    (await rows.enter('c', 't', never))();
    held[1]?.();
    const controller = new AbortController();
    const gone = rows.enter('a', 't', controller.signal);
    controller.abort();
    await expect(gone).rejects.toMatchObject({ code: 'CANCELED' });
    held[0]?.();
    expect(rows.queued).toBe(0);
  });

  test('a dry run lets everybody pass', async () => {
    const refused: string[] = [];
    const rows = new HotRows({ ...options, enabled: false, dryRun: true, queueMax: 1 }, (table) => refused.push(table));
    const leaves = await Promise.all([1, 2, 3].map(() => rows.enter('a', 't', never)));
    expect(refused).toEqual(['t', 't']);
    for (const leave of leaves) leave();
  });
});

test('no caller has more than its share of the transactions', () => {
  const all = { byUsername: true, byPrincipal: true, byComponent: false, bySubcomponent: false };
  const limiter = new TransactionLimiter({ enabled: true, dryRun: false, share: 0.4, ...all }, 5);
  const leaves = [limiter.enter(caller('a')), limiter.enter(caller('a'))];
  expect(() => limiter.enter(caller('a'))).toThrow('per-user transaction pool connection limit exceeded');
  limiter.enter(caller('b'))();
  leaves[0]?.();
  leaves[0]?.();
  leaves.push(limiter.enter(caller('a')));
  for (const leave of leaves) leave();
  expect(limiter.open.size).toBe(0);
});

const crowdOf = (waiters: number, capacity: number, opening = 0) => ({ waiters, capacity, opening });

test('what cannot be served in time is refused at once, the less important first', () => {
  const shedder = new LoadShedder({ waitMsMax: 1_000, now: () => 5_000 });
  for (let i = 0; i < 1_000; i++) shedder.served(10);
  expect(Math.round(shedder.expectedWaitMs(crowdOf(400, 10)))).toBe(400);
  shedder.admit(crowdOf(400, 10), 100, undefined);
  expect(() => shedder.admit(crowdOf(700, 10), 100, undefined)).toThrow(
    expect.objectContaining({ code: 'RESOURCE_EXHAUSTED', errno: 1203 }),
  );
  shedder.admit(crowdOf(700, 10), 0, undefined);
  expect(() => shedder.admit(crowdOf(700, 10), 0, 300)).toThrow('too many queries');
  shedder.admit(crowdOf(10, 1), 100, 1);
  expect(shedder.shed).toBe(2);
});

test('what waits for a mysqld that stands still is refused, although no statement has shown how long it takes', () => {
  let nowMs = 5_000;
  const shedder = new LoadShedder({ waitMsMax: 1_000, now: () => nowMs });
  const crowd = crowdOf(400, 10);
  const wait = (ms: number): void => {
    for (const end = nowMs + ms; nowMs < end; shedder.look()) nowMs += 10;
  };
  shedder.served(1);
  shedder.admit(crowd, 0, undefined);
  wait(1_020);
  shedder.admit(crowd, 0, undefined);
  wait(10);
  expect(() => shedder.admit(crowd, 0, undefined)).toThrow('400 wait for a connection, one more would wait 1200 ms');
  // Connections that are opened only now are no sign of one.
  const opening = crowdOf(400, 10, 3);
  shedder.admit(opening, 0, undefined);
  wait(2_000);
  expect(() => shedder.admit(opening, 0, undefined)).toThrow('400 wait for a connection, one more would wait 1200 ms');
  shedder.served(1);
  shedder.admit(crowd, 0, undefined);
  wait(2_000);
  shedder.admit(crowdOf(0, 10), 0, undefined);
  // Not the time in which nobody waited.
  shedder.admit(crowd, 0, undefined);
  // Nor that in which this process was late: whatever has ended meanwhile, it has not heard of.
  nowMs += 3_000;
  shedder.look();
  shedder.admit(crowd, 0, undefined);
  wait(1_010);
  expect(() => shedder.admit(crowd, 0, undefined)).toThrow('400 wait for a connection');
});

test('what stood together with its mysqld does not have the next ones refused', () => {
  let nowMs = 5_000;
  const shedder = new LoadShedder({ waitMsMax: 15_000, now: () => nowMs });
  const crowd = crowdOf(800, 100);
  shedder.admit(crowdOf(0, 100), 0, undefined);
  for (let i = 0; i < 100; i++) shedder.served(20_000);
  shedder.admit(crowd, 0, undefined);
  // Nor when they end one after the other, as a busy machine has them.
  for (const end = nowMs + 12_000; nowMs < end; shedder.look()) nowMs += 10;
  for (let i = 0; i < 100; i++) {
    nowMs += 30;
    shedder.served(12_000);
  }
  shedder.admit(crowd, 0, undefined);
  // Slow ones that come one after the other do.
  for (let i = 0; i < 1_000; i++) {
    nowMs += 30;
    shedder.served(3_000);
  }
  expect(Math.round(shedder.expectedWaitMs(crowd) / 100)).toBe(240);
  expect(() => shedder.admit(crowd, 0, undefined)).toThrow('800 wait for a connection');
});
