import { create, TabletCallError, tabletRequest } from '@vt/proto';
import { describe, expect, test } from 'vitest';
import type { HealthCheck, HealthListener } from '../health/health-check.ts';
import { type TabletHealth, unknownHealth } from '../health/tablet-health.ts';
import { type BufferOptions, defaultBufferOptions, FailoverBuffer, type Patience } from './failover-buffer.ts';
import type { ShardBuffering } from './shard-buffering.ts';

const target = { keyspace: 'ks', shard: '0', tabletType: 'PRIMARY' } as const;
const request = tabletRequest({ method: 'execute', target, sql: 'insert into t values (1)' });

function primary(uid: number, serving: boolean): TabletHealth {
  const tablet = create('topodata.Tablet', { alias: { cell: 'z', uid }, keyspace: 'ks', shard: '0', type: 'PRIMARY' });
  return { ...unknownHealth(tablet), target, serving };
}

/** A health check that says what the test says. */
class Health {
  readonly #listeners = new Set<HealthListener>();
  #now: TabletHealth | undefined;

  say(now: TabletHealth): void {
    this.#now = now;
    for (const listener of [...this.#listeners]) listener(now, undefined);
  }

  subscribe(listener: HealthListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  serving(): TabletHealth[] {
    return this.#now?.serving ? [this.#now] : [];
  }
}

function open(options: Partial<BufferOptions> = {}): { health: Health; buffer: FailoverBuffer } {
  const health = new Health();
  const buffer = new FailoverBuffer(health as unknown as HealthCheck, { ...defaultBufferOptions, ...options });
  health.say(primary(1, true));
  return { health, buffer };
}

const failure = (fields: Partial<ConstructorParameters<typeof TabletCallError>[0]> = {}) =>
  new TabletCallError({
    code: 'CLUSTER_EVENT',
    message: 'operation not allowed in state NOT_SERVING',
    mayHaveRun: false,
    ...fields,
  });

const counts = (buffer: FailoverBuffer) => [...buffer.shards()][0] as ShardBuffering;

describe('what is held', () => {
  const { buffer, health } = open();
  health.say({ ...primary(2, false), target: { ...target, shard: '40-80' } });
  const soon = tabletRequest({ method: 'execute', target: { ...target, shard: '40-80' }, sql: 'select 1' });
  const held = { ...request, transactionId: 5n };
  const replica = tabletRequest({ method: 'execute', target: { ...target, tabletType: 'REPLICA' }, sql: 'select 1' });
  const elsewhere = tabletRequest({ method: 'execute', target: { ...target, shard: '80-' }, sql: 'select 1' });
  test.each([
    ['a write that certainly did not run', failure(), request, false, true],
    ['a write that may have run', failure({ mayHaveRun: true }), request, false, false],
    ['a read that may have run', failure({ mayHaveRun: true }), request, true, true],
    ['a statement of a transaction', failure(), held, false, false],
    ['a replica’s', failure(), replica, false, false],
    ['a shard without a primary', failure(), elsewhere, false, false],
    ['a shard that is about to serve for the first time', failure(), soon, false, true],
    [
      'no tablet at all',
      failure({ code: 'UNAVAILABLE', message: 'no healthy tablet available' }),
      request,
      false,
      true,
    ],
    [
      'the primary is a replica now',
      failure({ code: 'FAILED_PRECONDITION', message: 'wrong tablet type: PRIMARY, want: REPLICA or []' }),
      request,
      false,
      true,
    ],
    [
      'refused for another reason',
      failure({ code: 'FAILED_PRECONDITION', message: 'disallowed due to rule: x' }),
      request,
      false,
      false,
    ],
    ['a wrong statement', failure({ code: 'INVALID_ARGUMENT', message: 'syntax' }), request, false, false],
    ['any other error', new Error('x'), request, false, false],
  ])('%s: %#', (_what, error, of, repeatable, expected) => {
    expect(buffer.isFor(error, of, repeatable)).toBe(expected);
  });

  test('keyspaces that were not asked for are not held', () => {
    const { buffer: other } = open({ only: ['other', 'ks/80-'] });
    expect(other.isFor(failure(), request, false)).toBe(false);
    const { buffer: own } = open({ only: ['ks/0'] });
    expect(own.isFor(failure(), request, false)).toBe(true);
  });
});

describe('waiting', () => {
  test('until another primary serves', async () => {
    const { health, buffer } = open();
    const old = health.serving()[0];
    health.say(primary(1, false));
    const waiting = [1, 2, 3].map(() => buffer.wait(request, old, undefined, undefined));
    expect(buffer.waiting).toBe(3);
    health.say(primary(2, true));
    expect((await Promise.all(waiting)).every((patience) => patience !== undefined)).toBe(true);
    expect(buffer.waiting).toBe(0);
    expect(counts(buffer)).toMatchObject({ keyspace: 'ks', buffered: 3, starts: 1, drained: 0 });
    for (const _ of waiting) buffer.served(target);
    expect(counts(buffer)).toMatchObject({ drained: 3, lastWaitingMax: 3, utilization: 0 });
    expect([...counts(buffer).stops]).toEqual([['NewPrimarySeen', 1]]);
  });

  test('a new primary that is known already is not waited for', async () => {
    const { health, buffer } = open();
    const old = health.serving()[0];
    health.say(primary(2, true));
    expect(await buffer.wait(request, old, undefined, undefined)).toBeDefined();
  });

  test('a primary that changed its mind silently is asked again', async () => {
    const { health, buffer } = open();
    expect(await buffer.wait(request, health.serving()[0], undefined, undefined)).toBeDefined();
  });

  test('not for ever', async () => {
    const { health, buffer } = open({ windowMs: 20 });
    health.say(primary(1, false));
    expect(await buffer.wait(request, undefined, undefined, undefined)).toBeUndefined();
    expect([...counts(buffer).evicted]).toEqual([['WindowExceeded', 1]]);
    expect([...counts(buffer).stops]).toEqual([['WindowExceeded', 1]]);
    expect(counts(buffer).lastDurationMs).toBeGreaterThan(0);
  });

  test('not more than there is room for', async () => {
    const { health, buffer } = open({ requestsMax: 2 });
    health.say(primary(1, false));
    const waiting = [1, 2].map(() => buffer.wait(request, undefined, undefined, undefined));
    expect(await buffer.wait(request, undefined, undefined, undefined)).toBeUndefined();
    expect([...counts(buffer).skipped]).toEqual([['BufferFull', 1]]);
    health.say(primary(2, true));
    await Promise.all(waiting);
    const small = open({ bytesMax: 10 });
    small.health.say(primary(1, false));
    expect(await small.buffer.wait(request, undefined, undefined, undefined)).toBeUndefined();
  });

  test('not twice in a short time, unless that is wanted', async () => {
    for (const [betweenMsMin, expected] of [
      [60_000, false],
      [0, true],
    ] as const) {
      const { health, buffer } = open({ betweenMsMin });
      const old = health.serving()[0];
      health.say(primary(2, true));
      const first = await buffer.wait(request, old, undefined, undefined);
      buffer.leave(first as Patience);
      const second = await buffer.wait(request, old, undefined, undefined);
      expect(second !== undefined).toBe(expected);
    }
  });

  test('who only asks whether it must still wait has not ended the failover for those who come', async () => {
    const { health, buffer } = open();
    const old = health.serving()[0];
    health.say(primary(1, false));
    const first = await buffer.wait(request, old, undefined, undefined);
    const second = buffer.wait(request, old, undefined, undefined);
    const again = buffer.wait(request, old, first, undefined);
    health.say(primary(2, true));
    expect(await second).toBeDefined();
    expect(await again).toBe(first);
    expect(counts(buffer)).toMatchObject({ buffered: 2, starts: 1 });
    expect([...counts(buffer).skipped]).toEqual([]);
  });

  test('the caller gives up', async () => {
    const { health, buffer } = open();
    health.say(primary(1, false));
    const caller = new AbortController();
    const waiting = buffer.wait(request, undefined, undefined, caller.signal);
    caller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(buffer.waiting).toBe(0);
    // The failover goes on for those who come.
    const next = buffer.wait(request, undefined, undefined, undefined);
    health.say(primary(2, true));
    expect(await next).toBeDefined();
    expect([...counts(buffer).skipped]).toEqual([]);
  });

  test('a failover that ended while nobody waited is over', async () => {
    const { health, buffer } = open({ windowMs: 0 });
    health.say(primary(1, false));
    expect(await buffer.wait(request, undefined, undefined, undefined)).toBeUndefined();
    expect([...counts(buffer).skipped]).toEqual([]);
    health.say(primary(2, true));
    health.say(primary(2, false));
    expect(await buffer.wait(request, undefined, undefined, undefined)).toBeUndefined();
    expect([...counts(buffer).skipped]).toEqual([['LastFailoverTooRecent', 1]]);
  });

  test('one failover lasts no longer than it may, however many wait one after the other', async () => {
    const { health, buffer } = open({ failoverMsMax: 0 });
    health.say(primary(1, false));
    expect(await buffer.wait(request, undefined, undefined, undefined)).toBeUndefined();
    expect(await buffer.wait(request, undefined, undefined, undefined)).toBeUndefined();
    expect([...counts(buffer).skipped]).toEqual([['LastFailoverTooRecent', 1]]);
  });
});

test('a shard that serves no more is not waited for', async () => {
  let isServed = true;
  const { health, buffer } = open({ isServed: () => isServed });
  health.say(primary(1, false));
  const waiting = buffer.wait(request, undefined, undefined, undefined);
  isServed = false;
  expect(await waiting).toBeUndefined();
  expect(await buffer.wait(request, undefined, undefined, undefined)).toBeUndefined();
});
