import { Server, ServerCredentials, type ServerWritableStream } from '@grpc/grpc-js';
import { create, serviceDefinition } from '@vt/proto';
import { GrpcChannel } from '@vt/servenv';
import { afterEach, describe, expect, test } from 'vitest';
import { HealthCheck } from './health-check.ts';
import { freshEnough, newestPrimary } from './pick.ts';
import { type Tablet, type TabletHealth, unknownHealth } from './tablet-health.ts';

type Stream = ServerWritableStream<unknown, unknown>;

/** A tablet that says about its health what the test wants. */
class FakeTablet {
  readonly server = new Server();
  readonly streams = new Set<Stream>();
  port = 0;

  async start(): Promise<void> {
    this.server.addService(serviceDefinition('queryservice.Query'), {
      StreamHealth: (call: Stream) => {
        this.streams.add(call);
        call.on('cancelled', () => this.streams.delete(call));
        call.write(this.last);
      },
    });
    this.port = await new Promise((resolve, reject) =>
      this.server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
  }

  last: unknown = undefined;

  say(message: object): void {
    this.last = message;
    for (const stream of this.streams) stream.write(message);
  }
}

const record = (uid: number, port: number, type: Tablet['type'] = 'REPLICA'): Tablet =>
  create('topodata.Tablet', {
    alias: { cell: 'zone1', uid },
    hostname: '127.0.0.1',
    port_map: { grpc: port },
    keyspace: 'ks',
    shard: '0',
    type,
  });

const says = (uid: number, type: string, serving: boolean, term = 0n, more: object = {}): object => ({
  target: { keyspace: 'ks', shard: '0', tablet_type: type },
  serving,
  primary_term_start_timestamp: term,
  tablet_alias: { cell: 'zone1', uid },
  realtime_stats: { replication_lag_seconds: 0, ...more },
});

const primary = { keyspace: 'ks', shard: '0', tabletType: 'PRIMARY' } as const;

describe('HealthCheck', () => {
  const closers: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function fake(): Promise<FakeTablet> {
    const tablet = new FakeTablet();
    await tablet.start();
    closers.push(() => tablet.server.forceShutdown());
    return tablet;
  }

  function check(timeoutMs = 10_000): HealthCheck {
    const health = new HealthCheck({ localCell: 'zone1', timeoutMs, connect: (target) => new GrpcChannel({ target }) });
    closers.push(() => health.close());
    return health;
  }

  const until = (health: HealthCheck, holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const stop = health.subscribe(() => {
        if (!holds()) return;
        stop();
        resolve();
      });
    });

  test('the primary with the later term is the one, and nobody when that one stops serving', async () => {
    const [a, b] = [await fake(), await fake()];
    a.last = says(1, 'PRIMARY', true, 100n);
    b.last = says(2, 'REPLICA', true);
    const health = check();
    health.setTablets([record(1, a.port), record(2, b.port)]);
    await health.waitForServing([primary, { ...primary, tabletType: 'REPLICA' }], AbortSignal.timeout(10_000));
    expect(health.serving(primary).map((h) => h.alias)).toEqual(['zone1-0000000001']);
    const moved = until(health, () => health.serving(primary)[0]?.alias === 'zone1-0000000002');
    b.say(says(2, 'PRIMARY', true, 200n));
    await moved;
    const down = until(health, () => health.serving(primary).length === 0);
    b.say(says(2, 'PRIMARY', true, 200n, { health_error: 'disk' }));
    await down;
    expect(health.health('zone1-0000000002')).toMatchObject({ serving: false, error: 'disk' });
  });

  test('a message of another tablet at the same address is dropped', async () => {
    const a = await fake();
    a.last = says(9, 'PRIMARY', true, 100n);
    const health = check();
    health.setTablets([record(1, a.port)]);
    await expect(health.waitForServing([primary], AbortSignal.timeout(300))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  test('a tablet that dies stops serving, and serves again when it is back', async () => {
    const a = await fake();
    a.last = says(1, 'PRIMARY', true, 100n);
    const health = check();
    health.setTablets([record(1, a.port)]);
    await health.waitForServing([primary], AbortSignal.timeout(10_000));
    const down = until(health, () => health.serving(primary).length === 0);
    for (const stream of a.streams) stream.destroy(new Error('gone'));
    await down;
    await health.waitForServing([primary], AbortSignal.timeout(10_000));
  });

  test('a silent stream is broken after the timeout', async () => {
    const a = await fake();
    a.last = says(1, 'PRIMARY', true, 100n);
    const health = check(150);
    health.setTablets([record(1, a.port)]);
    await health.waitForServing([primary], AbortSignal.timeout(10_000));
    await until(health, () => health.serving(primary).length === 0);
    expect(health.health('zone1-0000000001')?.error).toMatch(/no health message/);
  });

  test('a tablet that the topology dropped is forgotten', async () => {
    const a = await fake();
    a.last = says(1, 'PRIMARY', true, 100n);
    const health = check();
    health.setTablets([record(1, a.port)]);
    await health.waitForServing([primary], AbortSignal.timeout(10_000));
    health.setTablets([]);
    expect(health.all()).toEqual([]);
    expect(health.serving(primary)).toEqual([]);
  });
});

describe('picking', () => {
  const replica = (uid: number, lagSeconds: number, serving = true): TabletHealth => ({
    ...unknownHealth(record(uid, 1)),
    serving,
    lagSeconds,
  });
  const rules = { lowLagSeconds: 30, highLagSeconds: 7_200, servingMin: 2 };

  test('low lag first, the least laggy to fill the minimum, none beyond the high mark', () => {
    const uids = (list: TabletHealth[]): unknown[] => list.map((h) => h.tablet.alias?.uid);
    expect(uids(freshEnough([replica(1, 5), replica(2, 500), replica(3, 100), replica(4, 1)], rules))).toEqual([4, 1]);
    expect(uids(freshEnough([replica(1, 500), replica(2, 100), replica(3, 9_000)], rules))).toEqual([2, 1]);
    expect(uids(freshEnough([replica(1, 9_000), replica(2, 1, false)], rules))).toEqual([]);
  });

  test('an older primary never stands in for a newer one that does not serve', () => {
    const older = { ...replica(1, 0), primaryTermStart: 1n };
    const newer = { ...replica(2, 0, false), primaryTermStart: 2n };
    expect(newestPrimary([older, newer])).toBeUndefined();
  });
});
