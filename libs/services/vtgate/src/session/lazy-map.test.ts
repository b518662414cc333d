import { expect, test } from 'vitest';
import { LazyMap } from './lazy-map.ts';

test('it is a Map, empty or not', () => {
  const lazy = new LazyMap<string, number>();
  expect([lazy.size, lazy.has('a'), lazy.get('a'), lazy.delete('a'), [...lazy]]).toEqual([
    0,
    false,
    undefined,
    false,
    [],
  ]);
  lazy.set('b', 2).set('a', 1);
  expect([lazy.size, [...lazy.keys()], [...lazy.values()], [...lazy]]).toEqual([
    2,
    ['b', 'a'],
    [2, 1],
    [
      ['b', 2],
      ['a', 1],
    ],
  ]);
  const seen: string[] = [];
  for (const [key, value] of lazy.entries()) seen.push(`${key}${value}`);
  lazy.forEach((value, key, map) => seen.push(`${key}${value}${map === lazy}`));
  expect(seen).toEqual(['b2', 'a1', 'b2true', 'a1true']);
  expect([lazy.delete('b'), lazy.delete('a'), lazy.size]).toEqual([true, true, 0]);
  lazy.set('c', 3).clear();
  expect([...lazy.entries()]).toEqual([]);
  expect(Object.prototype.toString.call(lazy)).toBe('[object LazyMap]');
});
