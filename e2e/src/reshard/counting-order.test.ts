import { expect, test } from 'vitest';
import { CountingOrder } from './counting-order.ts';

const follow = (...changes: readonly (readonly [number | undefined, number | undefined])[]): CountingOrder => {
  const order = new CountingOrder('main.counter');
  for (const [before, after] of changes) {
    const row = (n: number | undefined) => (n === undefined ? undefined : ['3', String(n)]);
    order.changed({ table: 'main.counter', before: row(before), after: row(after) });
  }
  return order;
};

test('a counter that is copied and then counts up is in order', () => {
  const order = follow([undefined, 4], [4, 5], [5, 6]);
  order.changed({ table: 'main.ledger', before: undefined, after: ['3', '1'] });
  expect(order.problems).toEqual([]);
  expect(order.changes).toBe(3);
  expect(order.differing(new Map([[3, 6]]))).toEqual([]);
  expect(order.differing(new Map([[3, 7]]))).toHaveLength(1);
});

test.each([
  [
    'a change that is missing',
    [
      [undefined, 0],
      [0, 1],
      [2, 3],
    ],
  ],
  [
    'a change from before',
    [
      [undefined, 0],
      [0, 1],
      [1, 2],
      [0, 1],
    ],
  ],
  [
    'a row that is copied as it was once',
    [
      [undefined, 5],
      [undefined, 4],
    ],
  ],
  [
    'a row that goes away',
    [
      [undefined, 5],
      [5, undefined],
    ],
  ],
] as const)('%s is told', (_what, changes) => {
  expect(follow(...changes).problems).toHaveLength(1);
});
