import { describe, expect, test } from 'vitest';
import { scan } from '../text/scan.ts';
import { LiteralScanner } from './literals.ts';

const scanner = new LiteralScanner();

function literalsOf(sql: string): string[] | undefined {
  const bytes = Buffer.from(sql);
  if (!scanner.read(bytes)) return undefined;
  return Array.from({ length: scanner.count }, (_, i) => bytes.toString('utf8', scanner.starts[i], scanner.ends[i]));
}

const hashOf = (sql: string): string => {
  expect(scanner.read(Buffer.from(sql))).toBe(true);
  return `${scanner.a} ${scanner.b} ${scanner.count}`;
};

describe('literals', () => {
  test.each<[string, string[]]>([
    ['select c from t where id=1', ['1']],
    ["select c from t where a = 'x''y' and b = \"q\\\"r\"", ["'x''y'", '"q\\"r"']],
    ['select 1.5, .5, 10 from t1', ['1.5', '.5', '10']],
    ['select t.a, t2.b from t, t2 where t.b5 = 1', ['1']],
    ['select `a 1` from `t` limit 5, 10 ; ', ['5', '10']],
    ["select 'é' from t", ["'é'"]],
    ['insert into t values (-1, +2)', ['1', '2']],
  ])('of %s', (sql, expected) => expect(literalsOf(sql)).toEqual(expected));

  test.each([
    'select /* c */ 1',
    'select 1 -- c',
    'select 1; select 2',
    'select :a',
    'select ?',
    "select 'open",
    'select `open',
    'select 1e5',
    'select 0x1F',
    'select 1a from t',
    'select é from t',
    'select `é` from t',
    'select # c',
    'select `a:_l1`',
  ])('%s goes the long way', (sql) => expect(literalsOf(sql)).toBeUndefined());

  test('statements that differ in literals only have one fingerprint, others have another', () => {
    expect(hashOf("select c from t where id=1 and x='a'")).toBe(hashOf("select c from t where id=22222 and x='other'"));
    const others = [
      'select c from t where id=1',
      'select d from t where id=1',
      'select c from t where id= 1',
      'select c from t',
    ];
    expect(new Set(others.map(hashOf)).size).toBe(others.length);
  });

  test('finds what the tokens are, in random texts', () => {
    const seed = Number(process.env['VT_SEED'] ?? 1);
    process.stdout.write(`literals: VT_SEED=${seed}\n`);
    const random = mulberry(seed);
    const pieces = [
      'select ',
      'a',
      ' ',
      '.',
      ',',
      '(',
      ')',
      "'it''s'",
      '"d\\"q"',
      '12',
      '3.25',
      '`b1`',
      't1',
      '=',
      '-',
      '\n',
      'x',
      '7',
    ];
    let taken = 0;
    for (let round = 0; round < 3_000; round++) {
      const sql = Array.from(
        { length: 1 + Math.floor(random() * 12) },
        () => pieces[Math.floor(random() * pieces.length)],
      ).join('');
      const found = literalsOf(sql);
      if (found === undefined) continue;
      taken++;
      const tokens = [...scan(sql)]
        .filter(({ kind }) => kind === 'number' || kind === 'string')
        .map(({ text }) => text);
      // A number right behind a name and a dot is a name to us and a number to the tokenizer: ours costs a plan, never an answer.
      if (!/[\w`'"]\.\d/.test(sql)) expect({ sql, found }).toEqual({ sql, found: tokens });
    }
    expect(taken).toBeGreaterThan(500);
  });
});

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
