import { describe, expect, test } from 'vitest';
import { ServingState } from './serving-state.ts';

const identity = { alias: { cell: 'z', uid: 1 }, keyspace: 'ks', shard: '-80', dbName: 'vt_ks' };
const target = { keyspace: 'ks', shard: '-80', tabletType: 'PRIMARY' } as const;

function serving(): ServingState {
  const state = new ServingState(identity, 'PRIMARY');
  state.state = 'SERVING';
  state.wanted = 'SERVING';
  return state;
}

describe('who is let in', () => {
  test.each([
    [undefined, 'INVALID_ARGUMENT', 'No target'],
    [{ ...target, keyspace: 'x' }, 'INVALID_ARGUMENT', 'invalid keyspace x does not match expected ks'],
    [{ ...target, shard: '80-' }, 'INVALID_ARGUMENT', 'invalid shard 80- does not match expected -80'],
    [
      { ...target, tabletType: 'REPLICA' as const },
      'FAILED_PRECONDITION',
      'wrong tablet type: REPLICA, want: PRIMARY or []',
    ],
  ])('%o', (wanted, code, message) => {
    expect(() => serving().enter(wanted, false)).toThrow(expect.objectContaining({ code, message }));
  });

  test('the old type for a while after a change', () => {
    const state = serving();
    state.alsoAllowed = ['REPLICA'];
    state.enter({ ...target, tabletType: 'REPLICA' }, false);
    expect(() => state.enter({ ...target, tabletType: 'RDONLY' }, false)).toThrow(
      'wrong tablet type: RDONLY, want: PRIMARY or [REPLICA]',
    );
  });

  test('nobody while not serving, and only transactions while shutting down', () => {
    const state = serving();
    state.wanted = 'NOT_SERVING';
    expect(() => state.enter(target, false)).toThrow(
      expect.objectContaining({ code: 'CLUSTER_EVENT', message: 'operation not allowed in state SHUTTING_DOWN' }),
    );
    state.enter(target, true);
    state.state = 'NOT_SERVING';
    expect(() => state.enter(target, true)).toThrow(
      expect.objectContaining({ code: 'CLUSTER_EVENT', message: 'operation not allowed in state NOT_SERVING' }),
    );
  });

  test('waiting for those inside', async () => {
    const state = serving();
    state.enter(target, false);
    let isIdle = false;
    const waiting = state.whenIdle(new AbortController().signal).then(() => {
      isIdle = true;
    });
    expect(isIdle).toBe(false);
    state.leave();
    await waiting;
    await state.whenIdle(AbortSignal.timeout(60_000));
  });
});

test('changes of type are counted by what it became, and staying is none', () => {
  const state = serving();
  for (const type of ['REPLICA', 'REPLICA', 'PRIMARY', 'REPLICA'] as const) state.setType(type, 0n);
  expect([...state.typeCounts]).toEqual([
    ['REPLICA', 2],
    ['PRIMARY', 1],
  ]);
});
