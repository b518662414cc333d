import { expect, test } from 'vitest';
import { KeptStatements } from './kept-statements.ts';

const statement = (id: number) => ({ id, params: 1, paramDefinitions: [], columns: [] });
const [INT, TEXT] = [8, 253];

test('a statement is kept for each kind of its parameters; NULL is of every kind', () => {
  const kept = new KeptStatements(10);
  expect(kept.add('s', [INT, 0], statement(1))).toEqual([]);
  expect(kept.get('s', [TEXT, INT])).toBeUndefined();
  expect(kept.get('s', [0, INT])?.id).toBe(1);
  // From now on the second is a number.
  expect(kept.get('s', [INT, TEXT])).toBeUndefined();
  kept.add('s', [TEXT, TEXT], statement(2));
  expect(kept.get('s', [INT, INT])?.id).toBe(1);
  expect(kept.get('s', [TEXT, 0])?.id).toBe(2);
  expect(kept.get('other', [TEXT, 0])).toBeUndefined();
});

test('the least recently used goes first, and of one statement the oldest of too many kinds', () => {
  const kept = new KeptStatements(3);
  kept.add('a', [INT], statement(1));
  kept.add('b', [INT], statement(2));
  kept.add('c', [INT], statement(3));
  kept.get('a', [INT]);
  expect(kept.add('d', [INT], statement(4)).map(({ id }) => id)).toEqual([2]);
  expect(kept.get('b', [INT])).toBeUndefined();
  expect(kept.get('a', [INT])?.id).toBe(1);
  const many = new KeptStatements(100);
  const out = Array.from({ length: 12 }, (_, i) => many.add('s', [i + 1], statement(i)).map(({ id }) => id)).flat();
  expect(out).toEqual([0, 1, 2, 3]);
  many.clear();
  expect(many.get('s', [12])).toBeUndefined();
});
