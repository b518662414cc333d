import type { Logger } from '@vt/servenv';
import { expect, test, vi } from 'vitest';
import type { TabletManager } from '../manager/tablet-manager.ts';
import { SemiSyncMonitor } from './semi-sync-monitor.ts';

const INTERVAL_MS = 1;

/** A tablet whose mysqld takes no connection. */
function withoutMysqld(type: 'PRIMARY' | 'REPLICA') {
  const connect = vi.fn<() => Promise<never>>(() => Promise.reject(new Error('refused')));
  let looks = 0;
  const manager = {
    get type() {
      looks++;
      return type;
    },
    isDemoted: false,
    server: { connect },
  };
  const log = { warn: () => {}, info: () => {} } as unknown as Logger;
  const monitor = new SemiSyncMonitor(manager as unknown as TabletManager, INTERVAL_MS, log);
  return { monitor, connect, looks: () => looks };
}

test('looks at a primary that fail are counted, and say nothing of commits that wait', async () => {
  const { monitor, connect } = withoutMysqld('PRIMARY');
  const stop = new AbortController();
  const running = monitor.run(stop.signal);
  await vi.waitUntil(() => monitor.errors >= 3);
  stop.abort();
  await running;
  expect(connect.mock.calls.length - monitor.errors).toBeOneOf([0, 1]);
  expect(monitor.isBlocked).toBe(false);
});

test('a primary that is demoted while its heartbeat waits writes nothing more', async () => {
  const written: string[] = [];
  const manager = { type: 'PRIMARY', isDemoted: false, server: {} };
  const connection = {
    isClosed: false,
    close: () => {},
    query: async (sql: string) => {
      if (sql.includes('STATUS')) return [{ name: 'rpl_semi_sync_source_wait_sessions', value: '1' }];
      if (sql.includes('VARIABLES')) return [];
      written.push(sql);
      // By now somebody else is primary, and this mysqld has let go of what waited.
      manager.isDemoted = true;
      return [];
    },
  };
  manager.server = {
    version: { flavor: 'mysql', major: 8, minor: 4, patch: 0 },
    connect: () => Promise.resolve(connection),
  };
  const log = { warn: () => {}, info: () => {} } as unknown as Logger;
  const monitor = new SemiSyncMonitor(manager as unknown as TabletManager, INTERVAL_MS, log);
  const stop = new AbortController();
  const running = monitor.run(stop.signal);
  await vi.waitUntil(() => written.length > 0, { timeout: 10_000 });
  await vi.waitUntil(() => !monitor.isBlocked, { timeout: 10_000 });
  stop.abort();
  await running;
  expect(written).toEqual([expect.stringContaining('INSERT')]);
});

test('a replica is not asked', async () => {
  const { monitor, connect, looks } = withoutMysqld('REPLICA');
  const stop = new AbortController();
  const running = monitor.run(stop.signal);
  await vi.waitUntil(() => looks() >= 3);
  stop.abort();
  await running;
  expect(connect).not.toHaveBeenCalled();
  expect(monitor.errors).toBe(0);
});
