import { VtError } from '@vt/base';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { availableFlavors, TestMysqld } from '../testing/index.ts';
import { MysqlConnection } from './connection.ts';
import { ConnectionPool } from './pool.ts';
import type { PoolOptions } from './pool-options.ts';

describe.each(availableFlavors())('a pool of connections to %s', (flavor) => {
  let mysqld: TestMysqld;
  const pools: ConnectionPool[] = [];
  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
  });
  afterAll(() => mysqld?.stop());
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.close()));
  });

  const open = (options: Partial<PoolOptions> = {}) => {
    const pool = new ConnectionPool({
      name: 'test',
      connect: (signal) => MysqlConnection.connect(mysqld.rootOptions, signal),
      connectionsMax: 2,
      ...options,
    });
    pools.push(pool);
    return pool;
  };

  test('never more connections than allowed; who waits is served in order', async () => {
    const pool = open();
    const order: number[] = [];
    let most = 0;
    const one = async (n: number) => {
      const lease = await pool.acquire();
      order.push(n);
      most = Math.max(most, pool.stats().active);
      await lease.connection.execute('select 1');
      lease.release();
    };
    await Promise.all(Array.from({ length: 20 }, (_, i) => one(i)));
    // The first two connect, and take what time that takes; who waits for a connection is served in the order of asking.
    const waited = order.filter((n) => n > 1);
    expect(waited).toEqual(waited.toSorted((a, b) => a - b));
    expect(most).toBe(2);
    expect(pool.stats()).toMatchObject({ active: 2, inUse: 0, available: 2, waiters: 0, waitCount: 18 });
  });

  test('a waiter cap and a wait timeout refuse with RESOURCE_EXHAUSTED', async () => {
    const pool = open({ connectionsMax: 1, waitersMax: 1, waitTimeoutMs: 20 });
    const lease = await pool.acquire();
    const late = pool.acquire();
    await expect(pool.acquire()).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      message: 'pool test waiter count exceeded',
    });
    await expect(late).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED', message: 'resource pool timed out' });
    lease.release();
    expect(pool.stats()).toMatchObject({ inUse: 0, exhausted: 2, waiters: 0 });
  });

  test('an aborted waiter leaves the queue', async () => {
    const pool = open({ connectionsMax: 1 });
    const lease = await pool.acquire();
    const abort = new AbortController();
    const late = pool.acquire({ signal: abort.signal });
    abort.abort();
    await expect(late).rejects.toMatchObject({ code: 'CANCELED' });
    lease.release();
    (await pool.acquire()).release();
    expect(pool.stats()).toMatchObject({ active: 1, inUse: 0 });
  });

  test('connections that died while idle are replaced silently', async () => {
    const pool = open();
    const [a, b] = await Promise.all([pool.acquire(), pool.acquire()]);
    a.release();
    const gone = new Promise((resolve) => {
      const { onClose } = a.connection;
      a.connection.onClose = (reason) => {
        onClose?.(reason);
        resolve(undefined);
      };
    });
    await b.connection.execute(`kill ${a.connection.threadId}`);
    await gone;
    b.release();
    const leases = await Promise.all([pool.acquire(), pool.acquire()]);
    for (const lease of leases) {
      await lease.connection.ping();
      lease.release();
    }
    expect(pool.stats().active).toBe(2);
  });

  test('what is left open or dirty is not handed on', async () => {
    const pool = open({ connectionsMax: 1 });
    const first = await pool.acquire();
    await first.connection.execute('begin');
    first.release();
    first.release();
    const second = await pool.acquire();
    expect(second.connection.threadId).not.toBe(first.connection.threadId);
    expect(second.connection.isInTransaction).toBe(false);
    second.discard();
    expect(pool.stats()).toMatchObject({ active: 0, inUse: 0 });
  });

  test('settings find their connection again and do not leak into others', async () => {
    const pool = open({ connectionsMax: 1 });
    const settings = { key: 'a', apply: ["set session sql_mode = 'ANSI_QUOTES'"] };
    const mode = async (options: Parameters<ConnectionPool['acquire']>[0]) => {
      const lease = await pool.acquire(options);
      const { rows } = await lease.connection.execute('select @@session.sql_mode');
      lease.release();
      return String(rows[0]?.[0]);
    };
    const fresh = await mode({});
    expect(await mode({ settings })).toBe('ANSI_QUOTES');
    expect(await mode({ settings })).toBe('ANSI_QUOTES');
    expect(pool.stats().resetSettingsCount).toBe(0);
    expect(await mode({})).toBe(fresh);
    expect(pool.stats().resetSettingsCount).toBe(1);
    const broken = { key: 'b', apply: ['set nonsense = 1'] };
    await expect(pool.acquire({ settings: broken })).rejects.toMatchObject({ errno: 1193 });
    expect(pool.stats()).toMatchObject({ inUse: 0, active: 0 });
  });

  test('the size changes while running', async () => {
    const pool = open({ connectionsMax: 1 });
    const first = await pool.acquire();
    const second = pool.acquire();
    pool.configure({ connectionsMax: 2 });
    (await second).release();
    pool.configure({ connectionsMax: 1 });
    first.release();
    expect(pool.stats()).toMatchObject({ active: 1, capacity: 1 });
  });

  test('idle and old connections are closed', async () => {
    const pool = open({ idleTimeoutMs: 50 });
    (await pool.acquire()).release();
    await expect.poll(() => pool.stats().active, { timeout: 5000 }).toBe(0);
    const aging = open({ lifetimeMs: 50 });
    const lease = await aging.acquire();
    await expect.poll(() => aging.stats().inUse).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    lease.release();
    expect(aging.stats()).toMatchObject({ active: 0, lifetimeClosed: 1 });
  });

  test('closing waits for what is in use and refuses the rest', async () => {
    const pool = open({ connectionsMax: 1 });
    const lease = await pool.acquire();
    const waiting = expect(pool.acquire()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const closed = pool.close();
    await waiting;
    lease.release();
    await closed;
    expect(pool.stats().active).toBe(0);
  });
});

test('a connect that fails gives its place back', async () => {
  const connect = () => MysqlConnection.connect({ socketPath: '/nonexistent/s.sock', user: 'u' });
  const pool = new ConnectionPool({ name: 'test', connect, connectionsMax: 1 });
  for (let i = 0; i < 3; i++) await expect(pool.acquire()).rejects.toMatchObject({ errno: 2002 });
  expect(pool.stats()).toMatchObject({ active: 0, inUse: 0 });
});

test('who waits for a connect that the closing breaks off hears that the pool is closed', async () => {
  const cancelled = new VtError({ code: 'CANCELED', message: 'connecting to MySQL was cancelled' });
  const connect = (signal?: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(cancelled));
    });
  const pool = new ConnectionPool({ name: 'test', connect, connectionsMax: 2 });
  const own = new AbortController();
  const given = expect(pool.acquire({ signal: own.signal })).rejects.toMatchObject({ code: 'CANCELED' });
  const waiting = expect(pool.acquire()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  own.abort();
  await given;
  await pool.close();
  await waiting;
});
