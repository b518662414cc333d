import { EventEmitter } from 'node:events';
import type { LeaseClient } from 'etcd3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepEtcdLease } from './etcd-keep-alive.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** A server that was heard last when it granted the lease. */
const silent = {
  leaseKeepAlive: () => Promise.resolve(Object.assign(new EventEmitter(), { write() {}, end() {}, cancel() {} })),
} as unknown as LeaseClient;

test('a lease whose grant took long is not believed in longer than the server may keep it', async () => {
  const askedAtMs = performance.now();
  await vi.advanceTimersByTimeAsync(4_000);
  const { lost } = keepEtcdLease(silent, 1n, 10, askedAtMs);
  await vi.advanceTimersByTimeAsync(5_990);
  expect(lost.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(20);
  expect(lost.aborted).toBe(true);
});
