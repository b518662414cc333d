import { expect, test } from 'vitest';
import type { Problem, ProblemCode } from '../analysis/problem.ts';
import { Told } from './told.ts';

const problem = (code: ProblemCode, detail = ''): Problem => ({
  code,
  keyspace: 'ks',
  shard: '0',
  alias: 'z-1',
  detail,
});

test('a problem that nothing is done about is said once while it lasts, and once when it is over', () => {
  const told = new Told();
  const locked = problem('LockedSemiSyncPrimary', 'waits');
  expect(told.news('ks/0', [locked, problem('DeadPrimary')])).toEqual({ begun: [locked], ended: [] });
  expect(told.news('ks/0', [problem('LockedSemiSyncPrimary', 'still waits')])).toEqual({ begun: [], ended: [] });
  expect(told.news('ks/-80', [])).toEqual({ begun: [], ended: [] });
  expect(told.news('ks/0', [])).toEqual({ begun: [], ended: [problem('LockedSemiSyncPrimary', 'still waits')] });
  expect(told.news('ks/0', [locked])).toEqual({ begun: [locked], ended: [] });
});
