import { expect, test } from 'vitest';
import { collationByName } from './collation.ts';
import { comparerFrom } from './comparer-from.ts';

function comparer(name: string, from: string) {
  const collation = collationByName(name);
  const made = collation && comparerFrom(collation, from);
  if (!made) throw new Error(`no comparer of ${name} from ${from}`);
  return made;
}

// Each pair is one value to a mysqld: `select a = b collate …` of a column in the collation's character set.
test.each([
  ['latin1_swedish_ci', 'é ', 'E'],
  ['latin1_swedish_ci', 'ü', 'Y'],
  ['latin1_bin', '€ ', '€'],
  ['cp1251_general_ci', 'Ж', 'ж '],
  ['utf8mb3_general_ci', 'é', 'E '],
])('to %s the texts %j and %j are equal', (name, a, b) => {
  const { compare, hashKey } = comparer(name, 'utf8mb4');
  expect(compare(Buffer.from(a), Buffer.from(b))).toBe(0);
  expect(hashKey(Buffer.from(a))).toBe(hashKey(Buffer.from(b)));
});

test('the bytes of the text are of the character set that they come in', () => {
  const { compare } = comparer('utf8mb4_bin', 'latin1');
  expect(Math.sign(compare(Buffer.from([0xe9]), Buffer.from([0xe8])))).toBe(1);
  expect(compare(Buffer.from([0xe9]), Buffer.from([0xe9, 0x20]))).toBe(0);
});

test('texts of a character set that is not there are not compared', () => {
  const collation = collationByName('sjis_japanese_ci');
  expect(collation && comparerFrom(collation, 'utf8mb4')).toBeUndefined();
});
