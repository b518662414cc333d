import { describe, expect, it } from 'vitest';
import { clone, equals, parse, print, rewrite, SqlError, SqlLimitError, visit } from '../index.ts';

/** Deep or long texts, by what they stress. Each must parse and be walked, or be refused with a limit error. */
const hostile: Readonly<Record<string, string>> = {
  calls: `select ${'f('.repeat(400)}1${')'.repeat(400)}`,
  caseArms: `select ${'case when 1 then '.repeat(450)}1${' end'.repeat(450)}`,
  derived: `select * from ${'(select * from '.repeat(150)}t${') as x'.repeat(150)}`,
  intervals: `select ${'interval('.repeat(20_000)}`,
  joins: `select * from t${' join t'.repeat(450)}`,
  minus: `select ${'- '.repeat(20_000)}1`,
  nestedJoins: `select * from t${' left join t'.repeat(400)}${' on 1'.repeat(400)}`,
  nots: `select ${'not '.repeat(20_000)}1`,
  openParens: `select ${'('.repeat(20_000)}`,
  plus: `select 1${'+1'.repeat(20_000)}`,
  subqueries: `select ${'(select '.repeat(200)}1${')'.repeat(200)}`,
  tableParens: `select * from ${'('.repeat(400)}t${')'.repeat(400)}`,
  unions: `select 1${' union select 1'.repeat(450)}`,
};

describe('bounds', () => {
  it.each(Object.keys(hostile))('%s neither overflows the stack nor disagrees with itself', (name) => {
    const sql = hostile[name]!;
    let tree: ReturnType<typeof parse>;
    try {
      tree = parse(sql);
    } catch (error) {
      expect(error).toBeInstanceOf(SqlError);
      return;
    }
    expect(equals(parse(print(tree)), tree)).toBe(true);
    expect(equals(clone(tree), tree)).toBe(true);
    expect(rewrite(tree, (n) => n)).toBe(tree);
    let seen = 0;
    visit(tree, () => {
      seen++;
    });
    expect(seen).toBeGreaterThan(100);
  });

  it('reads tens of thousands of terms of AND and OR', () => {
    const tree = parse(`select 1 from t where ${'a = 1 or '.repeat(20_000)}b`);
    expect(print(tree).length).toBeGreaterThan(160_000);
  });

  it('reads what is a list, however it is written, without a level for each of its members', () => {
    const parens = parse(`select 1 from t where ${'('.repeat(5_000)}a = 1${' or b = 2)'.repeat(5_000)}`);
    expect(print(parens).length).toBeLessThan(100_000);
    const queries = Array.from({ length: 3_000 }, (_, i) => `select ${i}`);
    for (const operation of ['union all', 'union', 'intersect', 'intersect all']) {
      const tree = parse(`${queries.join(` ${operation} `)} order by 1 limit 3`);
      expect(equals(parse(print(tree)), tree)).toBe(true);
      const found: string[] = [];
      visit(tree, (node) => {
        if (node.kind === 'Literal') found.push(node.value);
      });
      expect(found).toEqual([...queries.keys(), 1, 3].map(String));
    }
    const mixed = parse(`${queries.slice(0, 900).join(' union all ')} union ${queries.slice(900).join(' union ')}`);
    expect(mixed).toMatchObject({ kind: 'Union', operation: 'union' });
    expect(equals(parse(print(mixed)), mixed)).toBe(true);
    expect(() => parse(queries.join(' except '))).toThrow(/nested deeper/);
  });

  it('comes to an end where a part that is kept as text has no end itself', () => {
    const sql = "create table t (a int) partition by system_time limit 'x";
    expect(() => parse(sql, { flavor: 'mariadb' })).toThrow(SqlError);
  });

  it('refuses what is too long, too deep or has too many binds, each with its own error', () => {
    expect(() => parse('select 1', { bytesMax: 4 })).toThrow(SqlLimitError);
    expect(() => parse('select f(f(f(f(1))))', { nestingMax: 3 })).toThrow(/nested deeper than 3/);
    expect(() => parse('select ?, ?, :a', { bindsMax: 2 })).toThrow(/too many placeholders/);
  });
});
