import type { Tablet } from '@vt/discovery';
import { expect, test } from 'vitest';
import { tabletFilter } from './tablet-filter.ts';

const none = { keyspaces: [], shards: [], tags: [] };
const tablet = (keyspace: string, shard: string, tags: Record<string, string> = {}): Tablet =>
  ({ keyspace, shard, tags }) as unknown as Tablet;

test('without filters all tablets are used', () => {
  expect(tabletFilter(none)(tablet('a', '0'))).toBe(true);
});

test('a shard is included by its name, or by a range that has all of it', () => {
  const is = tabletFilter({ ...none, shards: ['a|0', 'b|-80'] });
  const asked = [tablet('a', '0'), tablet('a', '1'), tablet('b', '-80'), tablet('b', '40-80'), tablet('b', '40-c0')];
  expect(asked.map(is)).toEqual([true, false, true, true, false]);
  expect(is(tablet('c', '0'))).toBe(false);
});

test('a tablet has all tags', () => {
  const is = tabletFilter({ ...none, tags: ['pool:a', 'zone:x:y'] });
  expect(is(tablet('a', '0', { pool: 'a', zone: 'x:y' }))).toBe(true);
  expect(is(tablet('a', '0', { pool: 'a' }))).toBe(false);
});

test.each([
  [{ ...none, keyspaces: ['a'], shards: ['a|0'] }, 'only one of'],
  [{ ...none, shards: ['a/0'] }, 'keyspace|shard'],
  [{ ...none, tags: ['pool'] }, 'name:value'],
])('what cannot be read is refused: %j', (options, text) => {
  expect(() => tabletFilter(options)).toThrow(text);
});
