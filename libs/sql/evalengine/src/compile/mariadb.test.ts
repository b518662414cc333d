import type { VtError } from '@vt/base';
import { typeName } from '@vt/sqltypes';
import { describe, expect, it } from 'vitest';
import { UnsupportedError } from '../errors.ts';
import { Frame } from '../frame.ts';
import { selectExpr } from '../testing/corpus.ts';
import { intType } from '../type/eval-type.ts';
import { compileExpression } from './compile.ts';

const UTF8MB4_GENERAL_CI = 45;

function textOf(expr: string, flavor: 'mariadb' | 'mysql'): string {
  const compiled = compileExpression(selectExpr(`select ${expr}`), {
    flavor,
    collation: UTF8MB4_GENERAL_CI,
    sqlMode: 'NO_ZERO_DATE',
  });
  if (compiled.kind === 'Unsupported') return 'unsupported';
  try {
    const text = compiled.text(new Frame({}));
    return text === null ? 'NULL' : Buffer.from(text).toString();
  } catch (error) {
    if (error instanceof UnsupportedError) return 'unsupported';
    return `error ${(error as VtError).errno}`;
  }
}

describe('types of MariaDB', () => {
  const typeOf = (expr: string, flavor: 'mariadb' | 'mysql') => {
    const type = { ...intType(true, 20, true) };
    const compiled = compileExpression(selectExpr(`select ${expr}`), { flavor, column: () => ({ index: 0, type }) });
    return compiled.kind === 'Compiled' ? typeName(compiled.type.type) : compiled.reason;
  };

  it.each([
    ['coalesce(u, null)', 'UINT64', 'DECIMAL'],
    ['ifnull(null, u)', 'UINT64', 'DECIMAL'],
    ['case when u then u else null end', 'UINT64', 'DECIMAL'],
    ['case when u then u end', 'UINT64', 'UINT64'],
    ['if(u, u, null)', 'UINT64', 'UINT64'],
  ])('%s', (expr, mysql, mariadb) => {
    expect([typeOf(expr, 'mysql'), typeOf(expr, 'mariadb')]).toEqual([mysql, mariadb]);
  });
});

it('warns of an empty text that becomes a DOUBLE, as MariaDB does and MySQL does not', () => {
  const warnings = (flavor: 'mariadb' | 'mysql') => {
    const compiled = compileExpression(selectExpr("select '' and 1"), { flavor });
    const frame = new Frame();
    if (compiled.kind === 'Compiled') compiled.text(frame);
    return frame.warnings;
  };
  expect(warnings('mysql')).toEqual([]);
  expect(warnings('mariadb')).toEqual([{ errno: 1292, message: "Truncated incorrect DOUBLE value: ''" }]);
});

describe('what MariaDB and MySQL do not compute alike', () => {
  /** Expected as mysqld 9.7 and MariaDB 10.11 answer. */
  const cases: readonly [expr: string, mysql: string, mariadb: string][] = [
    ["concat('a' * -1)", '-0', '0'],
    ["concat(-('a' + 0))", '-0', '0'],
    ["greatest('ä', 'a')", 'a', 'ä'],
    ["least('ä', 'a')", 'ä', 'ä'],
    ["greatest('abc', '12x') + 1", '1', 'unsupported'],
    ["month('0000-00-00')", 'NULL', '0'],
    ["quarter('0000-00-00')", 'NULL', '0'],
    ["field('ABC', 'abc' collate utf8mb4_bin)", '1', '0'],
    ["locate('ABC', 'abc' collate utf8mb4_bin)", '0', '0'],
    ["instr('ABC', 'abc' collate utf8mb4_bin)", '1', '0'],
    ["mod('2.5', 2)", '0.5', 'unsupported'],
    ['mod(-3.00, 1.5)', '0.00', 'unsupported'],
    ['-3.00 % 1.5', '0.00', 'unsupported'],
    ['7 % 4', '3', '3'],
    ["cast('2.5' as char) * 5", '12.5', 'unsupported'],
    ["-cast('2.5' as char)", '-2.5', 'unsupported'],
    ["cast('2.5' as binary) * 5", '12.5', 'unsupported'],
    ["cast('2.5' as binary) > 2", '1', 'unsupported'],
    ['cast(2.5 as char) > 2', '1', 'unsupported'],
    ['cast(7 as unsigned) div 2.5', '2', 'unsupported'],
    ["elt(1.4, 'a', 'b')", 'a', 'unsupported'],
    ["make_set(1.0, 'a', 'b')", 'a', 'unsupported'],
    ["find_in_set('abc ', '1,abc')", '2', 'unsupported'],
    ["find_in_set('abc', '1,abc')", '2', '2'],
    ["week('2023-12-31', null)", '0', 'unsupported'],
    ["is_ipv4('1.2.3.4')", '1', 'unsupported'],
    ["'abc' = 'ABC' collate utf8mb4_0900_as_ci", '1', 'unsupported'],
    ["cast('ä' as binary(1)) = x'c3'", '1', 'unsupported'],
    ["if(1, 'ä', x'41')", 'ä', 'unsupported'],
    ["substr('abc', exp(100))", 'error 1690', ''],
    ["left('abc', -exp(100))", 'error 1690', ''],
    ["make_set(3, 1, 'Á')", '1,Á', 'unsupported'],
    ["insert(12, 1, 1, 'É')", 'É2', 'unsupported'],
    ["abs(cast('0.1' as char))", '0.1', 'unsupported'],
    ["hour('006C00')", '0', 'unsupported'],
    ["hour('12:34:56')", '12', '12'],
    ["dayname('2023.112')", 'Thursday', 'unsupported'],
    ["to_days('0.11.2x')", '730791', 'unsupported'],
    [
      'hex(convert(ifnull(cast(20240101 as date), null) using utf16))',
      '0032003000320034002D00300031002D00300031',
      'unsupported',
    ],
    ["1 / hex('a')", '0.01639344262295082', 'unsupported'],
  ];
  it.each(cases)('%s', (expr, mysql, mariadb) => {
    expect([textOf(expr, 'mysql'), textOf(expr, 'mariadb')]).toEqual([mysql, mariadb]);
  });
});
