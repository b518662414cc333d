import { expect, test } from 'vitest';
import { MessageCache } from './message-cache.ts';

const message = (key: string, priority: number, timeNext: number) => ({ key, priority, timeNext: BigInt(timeNext) });
const keys = (taken: readonly { readonly key: string }[]): string => taken.map(({ key }) => key).join('');

test('the lowest priority comes first, and of one priority what became due last', () => {
  const cache = new MessageCache(10);
  for (const one of [message('a', 2, 5), message('b', 1, 1), message('c', 1, 9), message('d', 3, 99)]) cache.add(one);
  expect(keys(cache.take(2))).toBe('cb');
  expect(keys(cache.take(9))).toBe('ad');
  expect(cache.size).toBe(0);
});

test('a full one takes no more, but for what it has', () => {
  const cache = new MessageCache(2);
  expect([cache.add(message('a', 1, 1)), cache.add(message('b', 1, 1)), cache.add(message('c', 0, 1))]).toEqual([
    true,
    true,
    false,
  ]);
  expect(cache.add(message('a', 0, 7))).toBe(true);
  expect(cache.size).toBe(2);
});

test('what was removed is not given, and may come again', () => {
  const cache = new MessageCache(5);
  for (const key of 'abc') cache.add(message(key, 1, key.charCodeAt(0)));
  cache.remove('c');
  cache.remove('a');
  cache.add(message('a', 9, 1));
  expect(keys(cache.take(5))).toBe('ba');
});

test('it agrees with sorting, whatever comes and goes', () => {
  const seed = Number(process.env['VT_SEED'] ?? Math.floor(Date.now() / 86_400_000));
  console.log(`VT_SEED=${seed}`);
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const cache = new MessageCache(50);
  let model: ReturnType<typeof message>[] = [];
  for (let i = 0; i < 4_000; i++) {
    const key = String(random(80));
    if (random(3) === 0) {
      cache.remove(key);
      model = model.filter((one) => one.key !== key);
    } else if (random(4) === 0) {
      const count = random(8);
      model.sort((a, b) => a.priority - b.priority || Number(b.timeNext - a.timeNext));
      expect(cache.take(count).map((one) => one.key)).toEqual(model.splice(0, count).map((one) => one.key));
    } else {
      // Times are unique, so that the order is.
      const one = message(key, random(3), i);
      const isNew = !model.some((other) => other.key === key);
      expect(cache.add(one)).toBe(!isNew || model.length < 50);
      if (isNew && model.length < 50) model.push(one);
    }
    expect(cache.size).toBe(model.length);
  }
});
