import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Charset, charsetByName } from '../charset/charset.ts';
import { convertCharset } from '../charset/convert.ts';
import { collationByName } from './collation.ts';
import { type Comparer, comparerOf } from './comparer.ts';

type Recorded = { id: string; collation: string; text_hex: string; weights_hex: string };

const file = path.join(
  process.env['VT_CORPORA'] ?? path.resolve(import.meta.dirname, '../../../../../../shared/corpora'),
  'collations/weight_strings.jsonl',
);
const recorded: Recorded[] = existsSync(file)
  ? readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Recorded)
  : [];
if (recorded.length === 0) process.stderr.write(`skipped: no corpus at ${file} (set VT_CORPORA)\n`);

function comparer(name: string): Comparer {
  const made = comparerOf(collationByName(name)?.id ?? 0);
  if (!made) throw new Error(`no collation ${name}`);
  return made;
}
const order = (name: string, a: string, b: string) => Math.sign(comparer(name).compare(Buffer.from(a), Buffer.from(b)));

/** The recorded texts are UTF-8; a collation weighs them in its own character set. */
function weigh(name: string, text: Buffer): string {
  const used = comparer(name);
  const converted = convertCharset(
    text,
    charsetByName('utf8mb4') as Charset,
    charsetByName(used.collation.charset) as Charset,
  );
  return Buffer.from(used.weightString(converted.bytes)).toString('hex');
}

describe.skipIf(recorded.length === 0)('weight strings of long texts', () => {
  it('are those that were recorded, for every collation we have', () => {
    const known = recorded.filter(({ collation }) => comparerOf(collationByName(collation)?.id ?? 0));
    const wrong = known.filter(
      ({ collation, text_hex, weights_hex }) => weigh(collation, Buffer.from(text_hex, 'hex')) !== weights_hex,
    );
    expect(wrong.map(({ id, collation }) => `${id} ${collation}`)).toEqual([]);
    expect(known.length).toBeGreaterThan(0);
  });
});

describe('collations', () => {
  /** What mysqld says: [collation, a, b, sign]. */
  const orders: readonly [string, string, string, number][] = [
    ['utf8mb4_0900_ai_ci', 'a', 'Á', 0],
    ['utf8mb4_0900_ai_ci', 'a', 'a ', -1],
    ['utf8mb4_0900_as_ci', 'a', 'á', -1],
    ['utf8mb4_0900_as_ci', 'a', 'A', 0],
    ['utf8mb4_0900_as_cs', 'a', 'A', -1],
    ['utf8mb4_general_ci', 'a', 'Á ', 0],
    ['utf8mb4_general_ci', 'ß', 's', 0],
    ['utf8mb4_unicode_ci', 'ß', 'ss', 0],
    ['utf8mb4_bin', 'a', 'a  ', 0],
    ['utf8mb4_bin', 'a\t', 'a', -1],
    ['utf8mb4_0900_bin', 'a', 'a ', -1],
    ['latin1_swedish_ci', 'a', 'A ', 0],
    ['binary', 'a', 'a ', -1],
  ];
  for (const [name, a, b, sign] of orders) {
    it(`${name}: '${a}' against '${b}'`, () => {
      expect(order(name, a, b)).toBe(sign);
      expect(order(name, b, a)).toBe(-sign + 0);
      const key = (text: string) => comparer(name).hashKey(Buffer.from(text));
      expect(key(a) === key(b)).toBe(sign === 0);
    });
  }

  it('that we do not have are not there', () => {
    expect(comparerOf(collationByName('utf8mb4_ja_0900_as_cs')?.id ?? 0)).toBeUndefined();
    expect(collationByName('nonsense')).toBeUndefined();
  });
});

describe('texts of which one is compared from where it is no longer plain', () => {
  const pieces = [
    'a',
    'A',
    'b',
    'Z',
    '0',
    ' ',
    '-',
    '\t',
    '\u0001',
    'á',
    'ß',
    's',
    'ss',
    'é',
    'e\u0301',
    '\u4e2d',
    '\u{1f600}',
  ];
  let state = 20_264;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const text = (): string => Array.from({ length: next(6) }, () => pieces[next(pieces.length)]).join('');

  it.each([
    'utf8mb4_0900_ai_ci',
    'utf8mb4_unicode_ci',
    'utf8mb4_unicode_520_ci',
    'utf8mb4_general_ci',
    'utf8mb3_general_ci',
    'latin1_swedish_ci',
  ])('%s: as their weights compare, and equal where their keys are', (name) => {
    const used = comparer(name);
    const width = name.startsWith('latin1') ? 1 : 2;
    const space = Buffer.from(used.weightString(Buffer.from(' ')));
    const { padSpace } = used.collation;
    const weights = (value: Buffer, units: number): Buffer => {
      const own = Buffer.from(used.weightString(value));
      const missing = padSpace ? Math.max(0, units - own.length / width) : 0;
      return Buffer.concat([own, ...Array.from({ length: missing }, () => space)]);
    };
    for (let i = 0; i < 3_000; i++) {
      const [a, b] = [Buffer.from(text()), Buffer.from(text())];
      const longest = Math.max(used.weightString(a).length, used.weightString(b).length) / width;
      const expected = Buffer.compare(weights(a, longest), weights(b, longest));
      expect([a, b, Math.sign(used.compare(a, b))]).toEqual([a, b, expected]);
      expect([a, b, used.hashKey(a) === used.hashKey(b)]).toEqual([a, b, expected === 0]);
    }
  });
});
