import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Engine } from './engine.ts';
import { Lessor } from './lessor.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { DataFile } from './log/data-file.ts';
import { TopoState } from './store/state.ts';

let dir = '';
let nowMs = 0;
let engine: Engine;
let lessor: Lessor;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  nowMs = 0;
  dir = await mkdtemp(join(tmpdir(), 'vt-topod-'));
  const fresh = (): TopoState => new TopoState({ clusterId: 1n, memberId: 1n });
  const { file, state } = await DataFile.open(join(dir, 'topo.data'), 0, fresh);
  const onFatal = (error: Error): void => expect.fail(error.message);
  engine = new Engine({ state, file, limits: DEFAULT_LIMITS, clock: { nowMs: () => nowMs }, onFatal });
  lessor = new Lessor(engine, DEFAULT_LIMITS);
});
afterEach(async () => {
  lessor.close();
  await engine.close(new Error('closed'));
  vi.useRealTimers();
  await rm(dir, { recursive: true, force: true });
});

function advance(ms: number): void {
  nowMs += ms;
  vi.advanceTimersByTime(ms);
}

test('a lease ends when its time is over, not before, and takes its keys along at one revision', () => {
  const lease = lessor.grant(0n, 10);
  engine.write((recorder) => recorder.put('b', Buffer.alloc(0), lease.id));
  engine.write((recorder) => recorder.put('a', Buffer.alloc(0), lease.id));
  advance(9_990);
  expect(engine.state.store.keyCount).toBe(2);
  expect(lessor.secondsLeft(lease)).toBe(0);
  advance(20);
  expect(engine.state.leases.size).toBe(0);
  const { store } = engine.state;
  expect(store.commit(store.revision).map(({ key, deleted }) => [key, deleted])).toEqual([
    ['a', true],
    ['b', true],
  ]);
});

test('keeping it alive gives it its whole time again, and others end on theirs', () => {
  const kept = lessor.grant(1n, 10);
  lessor.grant(2n, 30);
  advance(8_000);
  expect(lessor.keepAlive(kept.id)).toBe(kept);
  expect(lessor.secondsLeft(kept)).toBe(10);
  advance(8_000);
  expect(engine.state.leases.size).toBe(2);
  advance(3_000);
  expect([...engine.state.leases.all()].map(({ id }) => id)).toEqual([2n]);
  expect(lessor.keepAlive(kept.id)).toBeUndefined();
  lessor.grant(3n, 1);
  advance(1_050);
  expect([...engine.state.leases.all()].map(({ id }) => id)).toEqual([2n]);
  advance(12_000);
  expect(engine.state.leases.size).toBe(0);
});

test('a key that moved to another lease stays with that one', () => {
  lessor.grant(1n, 10);
  lessor.grant(2n, 20);
  engine.write((recorder) => recorder.put('k', Buffer.alloc(0), 1n));
  engine.write((recorder) => recorder.put('k', Buffer.alloc(0), 2n));
  advance(11_000);
  expect(engine.state.store.live('k')?.lease).toBe(2n);
  advance(11_000);
  expect(engine.state.store.live('k')).toBeUndefined();
});

test('a time longer than any timer is kept all the same', () => {
  const lease = lessor.grant(1n, 9_000_000_000);
  advance(0x7fff_ffff);
  expect(lessor.keepAlive(lease.id)).toBe(lease);
});
