import { expect, test } from 'vitest';
import { type BalanceMode, balanced, cellShares } from './balance.ts';
import type { TabletHealth } from './tablet-health.ts';

/** `aab`: two tablets in cell a, one in b. */
function tablets(cells: string): TabletHealth[] {
  return [...cells].map((cell, i) => ({ cell, alias: `${cell}-${i}` }) as TabletHealth);
}

function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test.each<[string, string[], string, Record<string, number>]>([
  ['ab', ['a', 'b'], 'a', { a: 1, b: 0 }],
  ['aab', ['a', 'b'], 'a', { a: 1, b: 0 }],
  ['aab', ['a', 'b'], 'b', { a: 1 / 3, b: 2 / 3 }],
  ['abc', ['a'], 'a', { a: 1 / 3, b: 1 / 3, c: 1 / 3 }],
  ['bbcc', ['a', 'b'], 'a', { a: 0, b: 0, c: 1 }],
  ['bbb', ['a', 'b', 'c'], 'c', { b: 1, c: 0 }],
])('%s with gates in %j: a gate in %s', (cells, gates, local, expected) => {
  const shares = cellShares(tablets(cells), gates, local);
  for (const cell of 'abc') expect(shares.get(cell) ?? 0).toBeCloseTo(expected[cell] ?? 0, 9);
});

/** How often each tablet comes first, of so many tries by gates of all cells. */
function firsts(cells: string, mode: BalanceMode, gates: readonly string[], keyspaces: readonly string[] = []) {
  const random = numbers(7);
  const all = tablets(cells);
  const counts = new Map(all.map(({ alias }) => [alias, 0]));
  const rules = { mode, gateCells: gates, keyspaces };
  for (let i = 0; i < 12_000; i++) {
    const localCell = gates[i % gates.length] as string;
    const order = balanced(all, rules, { localCell, keyspace: 'ks', random });
    expect(order.length).toBe(all.length);
    const [first] = order;
    counts.set(first?.alias ?? '', (counts.get(first?.alias ?? '') ?? 0) + 1);
  }
  return [...counts.values()].map((count) => Math.round((count / 12_000) * 100) / 100);
}

test.each<[string, BalanceMode, string[], string[]]>([
  ['abb', 'random', ['a'], []],
  ['abb', 'prefer-cell', ['a', 'b'], []],
  ['aaab', 'prefer-cell', ['a', 'b'], []],
  ['abcc', 'prefer-cell', ['a', 'b'], []],
])('tablets %s, mode %s, gates in %j: all get the same', (cells, mode, gates, keyspaces) => {
  const shares = firsts(cells, mode, gates, keyspaces);
  for (const share of shares) expect(Math.abs(share - 1 / cells.length)).toBeLessThan(0.02);
});

test('the own cell alone, by default and in keyspaces that are not named', () => {
  expect(firsts('abb', 'cell', ['a'])).toEqual([1, 0, 0]);
  expect(firsts('abb', 'random', ['a'], ['other'])).toEqual([1, 0, 0]);
});

test('a session stays on one tablet of the own cell as long as that is there, and sessions share all of them', () => {
  const rules = { mode: 'session', gateCells: [], keyspaces: [] } as const;
  const random = numbers(7);
  const order = (all: readonly TabletHealth[], session?: string): string[] =>
    balanced(all, rules, { localCell: 'a', keyspace: 'ks', session, random }).map(({ alias }) => alias);
  const all = tablets('abaa');
  const counts = new Map<string, number>();
  for (let i = 0; i < 3_000; i++) {
    const [first = '', second = '', ...others] = order(all, `session ${i}`);
    counts.set(first, (counts.get(first) ?? 0) + 1);
    expect(others.at(-1)).toBe('b-1');
    expect(order(all.toReversed(), `session ${i}`)[0]).toBe(first);
    // Who loses its tablet goes to its next one; nobody else moves.
    const left = all.filter(({ alias }) => alias !== 'a-2');
    expect(order(left, `session ${i}`)[0]).toBe(first === 'a-2' ? second : first);
  }
  expect([...counts.keys()].toSorted()).toEqual(['a-0', 'a-2', 'a-3']);
  for (const count of counts.values()) expect(Math.abs(count / 3_000 - 1 / 3)).toBeLessThan(0.04);
  expect(new Set(Array.from({ length: 50 }, () => order(all)[0])).size).toBe(3);
});
