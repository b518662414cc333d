import { describe, expect, test } from 'vitest';
import type { Step, Transaction } from './history.ts';
import { phenomenaOf } from './phenomena.ts';

const a = (key: number, element: number): Step => ({ kind: 'append', key, element });
const r = (key: number, ...elements: number[]): Step => ({ kind: 'read', key, elements });

function found(final: Record<number, number[]>, ...all: (Step[] | { aborted: Step[] } | { unknown: Step[] })[]) {
  const transactions = all.map((one, id): Transaction => {
    if (Array.isArray(one)) return { id, steps: one, outcome: 'committed' };
    return 'aborted' in one
      ? { id, steps: one.aborted, outcome: 'aborted' }
      : { id, steps: one.unknown, outcome: 'unknown' };
  });
  const lists = new Map(Object.entries(final).map(([key, list]) => [Number(key), list]));
  return [...phenomenaOf({ transactions, final: lists }).keys()].toSorted();
}

describe('phenomena of histories', () => {
  test('none where transactions follow each other', () => {
    expect(
      found({ 1: [1, 3], 2: [2] }, [a(1, 1), a(2, 2)], [r(1, 1), a(1, 3), r(1, 1, 3)], [r(2, 2), r(1, 1, 3)]),
    ).toEqual([]);
  });

  test('a failed commit that was done is a commit, and one that was not is none', () => {
    expect(found({ 1: [1] }, { unknown: [a(1, 1)] }, [r(1, 1)])).toEqual([]);
    expect(found({ 1: [] }, { unknown: [a(1, 1)] }, [r(1)])).toEqual([]);
  });

  test.each([
    ['aborted read', found({ 1: [] }, { aborted: [a(1, 1)] }, [r(1, 1)])],
    ['intermediate read', found({ 1: [1, 2] }, [a(1, 1), a(1, 2)], [r(1, 1)])],
    ['dirty write', found({ 1: [1, 2], 2: [4, 3] }, [a(1, 1), a(2, 3)], [a(1, 2), a(2, 4)])],
    ['circular information flow', found({ 1: [1], 2: [2] }, [a(1, 1), r(2, 2)], [a(2, 2), r(1, 1)])],
    ['read skew of a reader', found({ 1: [1], 2: [2] }, [a(1, 1), a(2, 2)], [r(1), r(2, 2)])],
    ['lost update or write skew', found({ 1: [1], 2: [2] }, [r(1), a(2, 2)], [r(2), a(1, 1)])],
    ['lost update or write skew', found({ 1: [1, 2] }, [r(1), a(1, 2)], [a(1, 1)])],
    ['broken: an acknowledged append is lost', found({ 1: [] }, [a(1, 1)])],
    ['broken: an append that was taken back is there', found({ 1: [1] }, { aborted: [a(1, 1)] })],
    ['broken: no order of appends explains a read', found({ 1: [1, 2] }, [a(1, 1)], [a(1, 2)], [r(1, 2)])],
    ['broken: own appends are not read', found({ 1: [1] }, [a(1, 1), r(1)])],
  ])('%s', (name, names) => {
    expect(names).toContain(name);
  });

  test('one shard that is ahead of another is told from a lost update', () => {
    expect(found({ 1: [1], 2: [2] }, [a(1, 1), a(2, 2)], [r(1), r(2, 2)])).toEqual(['read skew of a reader']);
  });
});
