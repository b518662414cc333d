import { describe, expect, it } from 'vitest';
import { K } from '../lexer/keywords.ts';
import { normalize } from '../normalize/normalize.ts';
import { SqlMode } from '../options.ts';
import { SqlError } from '../parser/errors.ts';
import { print } from '../printer/printer.ts';
import { parseWithLiterals } from '../statement/parse.ts';
import { Agreement, varied } from '../testing/agreement.ts';
import { corpus, corpusPresent } from '../testing/corpus.ts';
import { StatementGenerator } from '../testing/generate.ts';
import { Random } from '../testing/random.ts';
import { fingerprintInto } from './fingerprint.ts';
import { FastStatus, Fingerprint } from './result.ts';
import { sameShape, shapeOf } from './shape.ts';

const scratch = new Fingerprint();

function fast(sql: string, mode = 0): Fingerprint {
  const found = new Fingerprint();
  const bytes = Buffer.from(sql);
  fingerprintInto(bytes, 0, bytes.length, mode, found);
  return found;
}

function canonical(sql: string): string {
  return print(normalize(parseWithLiterals(sql).statement).statement);
}

const same: readonly (readonly [string, string])[] = [
  ['select a from t where id = 1', 'SELECT a\n FROM t  WHERE id=25 -- x'],
  ['select a from t where id = 1', '/* trace */ select `a` from `t` where `id` = 1;'],
  ['select a from t where id in (1, 2)', "select a from t where id in ('x', 2, 3)"],
  ['select a from t where x = 1 and y = 1', 'select a from t where x = 2 and y = 2'],
  ["select a from t where x = 'a' and y = 'a'", 'select a from t where x = "a" and y = \'a\''],
  ['select count(*) as n from t', 'SELECT COUNT(*) n FROM t'],
  ['select a from t where b <> 1 order by a', 'select a from t where b != -3 order by a asc'],
  ['insert into t(a, b) values (1, 1)', 'insert t (a,b) value (1, 2)'],
  ['select a from t inner join u on t.x = u.x', 'select a from t join u on t.x = u.x'],
  ['select a - 1 from t', 'select a-1 from t'],
];
const different: readonly (readonly [string, string])[] = [
  ['select a from t where x = 1 and y = 1', 'select a from t where x = 1 and y = 2'],
  ['select a from t where x = 1', "select a from t where x = '1'"],
  ['select a from t where x = 1.5', 'select a from t where x = 1.25'],
  ['select a from t order by 1', 'select a from t order by 2'],
  ['select a from t', 'select A from t'],
  ['select a /* x */ from t', 'select /* x */ a from t'],
  ['select /*vt+ A=1 */ a from t', 'select /*vt+ A=2 */ a from t'],
  ['select a from t where x = 1', 'select a from t where x = 1 limit 1'],
  ['select `from` from t', 'select from from t'],
];

describe('fingerprintInto', () => {
  it.each(same)('is equal: %s | %s', (a, b) => {
    expect(canonical(a)).toBe(canonical(b));
    expect(fast(a).status).not.toBe(FastStatus.Slow);
    expect(fast(b).value).toBe(fast(a).value);
  });

  it.each(different)('differs: %s | %s', (a, b) => {
    expect(fast(b).value).not.toBe(fast(a).value);
  });

  it.each([
    'set autocommit = 1',
    'begin',
    'select 1; select 2',
    "select 'open",
    'select convert(a, char(5)) from t',
    "select date'2020-01-01'",
    'select 12345678901234567890',
    'select /*!80000 1 */ from t',
    "select 'a' 'b'",
    'select now(6)',
    '',
  ])('leaves to the slow path: %s', (sql) => {
    expect(fast(sql).status).toBe(FastStatus.Slow);
  });

  it('tells the first word, the borders and the directive of a text', () => {
    const sql = '/* a */ select /*vt+ X=1 */ 1 from t /* b */;';
    const found = fast(sql);
    expect(found.word).toBe(K.SELECT);
    expect(sql.slice(found.textStart, found.textEnd)).toBe('select /*vt+ X=1 */ 1 from t');
    expect(sql.slice(found.directiveStart, found.directiveEnd)).toBe('/*vt+ X=1 */');
    expect(found.named).toBe(true);
    expect(fast('commit').word).toBe(K.COMMIT);
  });

  it('reads text by the session’s mode', () => {
    expect(fast('select "a" from t', SqlMode.AnsiQuotes).literals).toBe(0);
    expect(fast('select "a" from t').literals).toBe(1);
    expect(fast("select 'a\\' from t", SqlMode.NoBackslashEscapes).literals).toBe(1);
    expect(fast("select 'a\\' from t").status).toBe(FastStatus.Slow);
  });

  it('reads from the middle of a buffer and keeps its scratch', () => {
    const bytes = Buffer.from('xxselect a from t where id = 7yy');
    expect(fingerprintInto(bytes, 2, bytes.length - 2, 0, scratch)).toBe(true);
    expect(bytes.toString('latin1', scratch.starts[0], scratch.ends[0])).toBe('7');
    expect(scratch.value).toBe(fast('select a from t where id = 1').value);
    const starts = scratch.starts;
    fingerprintInto(bytes, 2, bytes.length - 2, 0, scratch);
    expect(scratch.starts).toBe(starts);
  });

  it('leaves a text with more literals than binds may be to the slow path', () => {
    const rows = (n: number) => `insert into t values ${Array.from({ length: n }, () => '(1)').join(',')}`;
    expect(fast(rows(60_000)).literals).toBe(60_000);
    expect(fast(rows(65_537)).status).toBe(FastStatus.Slow);
  });
});

describe('sameShape', () => {
  function match(a: string, b: string): boolean {
    const bytes = Buffer.from(a);
    const shape = shapeOf(bytes, 0, fast(a));
    return sameShape(shape, Buffer.from(b), 0, fast(b));
  }
  it('passes what differs in values alone', () => {
    expect(
      match('select a from t where id in (1,2) and x = 5', '/*c*/ select a from t where id in (4) and x = 77 ;'),
    ).toBe(true);
    expect(match("insert into t values ('a', 1)", "insert into t values ('it''s', 22)")).toBe(true);
  });
  it('refuses all else', () => {
    expect(match('select a from t where id = 1', 'select b from t where id = 1')).toBe(false);
    expect(match('select a from t where id = 1', 'select a from t where  id = 1')).toBe(false);
    expect(match('select a from t where x = 1 and y = 1', 'select a from t where x = 1 and y = 2')).toBe(false);
    expect(match('select a from t where x = 1', 'select a from t where x = 1 limit 1')).toBe(false);
    expect(match('select a from t where x in (1)', 'select a from t where x in (1) and y in (2)')).toBe(false);
  });
});

/** The same statement in other words, and other statements. */
function* variants(sql: string): Generator<string> {
  yield sql;
  yield sql.replaceAll(
    /\b(?:select|from|where|and|order|by|in|into|values|set|limit|join|on|as|not|is|null)\b(?=[^'"`]*$)/g,
    (w) => w.toUpperCase(),
  );
  yield `${sql.replaceAll(/\b\d\b/g, '7').replaceAll(' ', '  ')} `;
}

type Case = { readonly input?: string; readonly query?: string };

const STATEMENTS = 2_000;
const VARIANTS = 5;

describe('generated statements', () => {
  it('have one fingerprint exactly when they have one normalised text', () => {
    const seed = Number(process.env['VT_SEED'] ?? 1);
    console.log(`VT_SEED=${seed}`);
    const random = new Random(seed);
    const statements = new StatementGenerator(random, { depth: 2 });
    const agreement = new Agreement();
    for (let i = 0; i < STATEMENTS; i++) {
      const sql = print(statements.statement());
      for (let n = 0; n < VARIANTS; n++) {
        try {
          agreement.check(n === 0 ? sql : varied(sql, random));
        } catch (error) {
          if (!(error instanceof SqlError)) throw error;
        }
      }
    }
    console.log(`${agreement.decided} decided, ${agreement.exact} exact`);
    expect(agreement.problems.slice(0, 10)).toEqual([]);
    expect(agreement.exact).toBeGreaterThan(100);
  });
});

describe.skipIf(!corpusPresent('parser'))('fast path and slow path', () => {
  it('agree on every query of the corpora and its variants', () => {
    const agreement = new Agreement();
    const files = ['valid', 'must_parse', 'select_cases', 'union_cases', 'roundtrip_misc'].map(
      (f) => `parser/${f}.jsonl`,
    );
    for (const file of [...files, 'planner/planner_cases.jsonl']) {
      for (const c of corpus<Case>(file)) {
        for (const sql of variants(c.input ?? c.query ?? '')) {
          try {
            agreement.check(sql);
          } catch (error) {
            if (!(error instanceof SqlError)) throw error;
          }
        }
      }
    }
    console.log(
      `fast path: ${agreement.decided} decided, ${agreement.exact} exact, ${agreement.unmatched} left to the slow path later`,
    );
    expect(agreement.problems.slice(0, 10)).toEqual([]);
    expect(agreement.unmatched).toBeLessThan(50);
    expect(agreement.exact).toBeGreaterThan(25_000);
  });
});
