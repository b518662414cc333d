import type { VtError } from '@vt/base';
import { parse } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import { describe, expect, it } from 'vitest';
import { UnsupportedError } from '../errors.ts';
import { Frame, rowReader } from '../frame.ts';
import { evaluateSql, selectExpr } from '../testing/corpus.ts';
import { type EvalType, intType, stringType } from '../type/eval-type.ts';
import { compileExpression } from './compile.ts';
import { LateExpression } from './late.ts';

const value = (expr: string): string => {
  const outcome = evaluateSql(`select ${expr}`);
  return outcome.kind === 'value' ? outcome.text : outcome.kind === 'error' ? `error ${outcome.errno}` : 'unsupported';
};

/** Under a sql_mode, of columns of these types. */
function textUnder(expr: string, sqlMode: string, columns: readonly EvalType[] = []): string {
  const column = ({ name }: { name: string }) => {
    const type = columns[Number(name.slice(1))];
    return type && { index: 0, type };
  };
  try {
    const compiled = compileExpression(selectExpr(`select ${expr}`), { sqlMode, column });
    if (compiled.kind === 'Unsupported') return 'unsupported';
    return compiled.text(new Frame())?.toString() ?? 'NULL';
  } catch (error) {
    if (error instanceof UnsupportedError) return 'unsupported';
    return `error ${(error as VtError).errno}`;
  }
}

describe('what sql_mode decides', () => {
  it.each([
    ["cast('2024-02-29 12:34:56.789' as datetime(2))", '', '2024-02-29 12:34:56.79'],
    ["cast('2024-02-29 12:34:56.789' as datetime(2))", 'TIME_TRUNCATE_FRACTIONAL', '2024-02-29 12:34:56.78'],
    ["cast('12:34:56.789' as time)", 'TIME_TRUNCATE_FRACTIONAL', '12:34:56'],
    ["'ab' like 'a%' escape ''", '', '1'],
    ["'ab' like 'a%' escape ''", 'NO_BACKSLASH_ESCAPES', 'error 1210'],
    ['cast(2 as datetime)', '', 'NULL'],
    ['cast(2 as date)', '', '2000-00-02'],
    ['cast(0 as datetime)', 'NO_ZERO_IN_DATE', '0000-00-00 00:00:00'],
    ['cast(0 as date)', 'NO_ZERO_IN_DATE', 'NULL'],
    ["convert(x'41ff' using utf8mb4)", 'STRICT_TRANS_TABLES', 'NULL'],
    ["convert(x'41ff' using utf8mb4)", '', 'unsupported'],
    ['char(65, 255 using utf8mb4)', '', 'unsupported'],
  ])("%s under '%s'", (expr, mode, expected) => expect(textUnder(expr, mode)).toBe(expected));
});

describe('warnings', () => {
  it.each([
    ["'é1' + 0", "Truncated incorrect DOUBLE value: 'é1'"],
    ["'' + 0", ''],
    ["sin(' ')", ''],
    ["'-' + 0", "Truncated incorrect DOUBLE value: '-'"],
    ["cast('' as signed)", "Truncated incorrect INTEGER value: ''"],
    ["cast('é1' as signed)", "Truncated incorrect INTEGER value: 'é1'"],
    ["x'31320000' | x'31'", ''],
    ["cast(cast('12é' as binary) as decimal)", "Truncated incorrect DECIMAL value: '12\\xC3\\xA9'"],
    ["'é' + interval 1 day", "Incorrect datetime value: 'é'"],
    ["conv('x1', 10, 2)", "Truncated incorrect DECIMAL value: 'x1'"],
    ["conv('1x', 10, 2)", ''],
    ["oct('99999999999999999999')", "Truncated incorrect DECIMAL value: '99999999999999999999'"],
    ["cast('é€' as binary(2))", "Truncated incorrect BINARY(2) value: '\\xC3\\xA9\\xE2\\x82\\xAC'"],
    ["convert(x'61ff616263' using utf8mb4)", "Invalid utf8mb4 character string: 'FF6162'"],
    ["convert('é' using ascii)", ''],
    ["hour('é')", "Truncated incorrect time value: 'é'"],
    ["year('é')", "Truncated incorrect date value: 'é'"],
    ["cast('2024-02-30' as date)", "Truncated incorrect date value: '2024-02-30'"],
    ["cast('2024-02-03 10:11:12x' as date)", "Truncated incorrect date value: '2024-02-03 10:11:12x'"],
    ["cast('2024-02-03x' as datetime)", "Truncated incorrect date value: '2024-02-03x'"],
    [
      "cast('2024/02/03' as date)",
      "Delimiter '/' in position 4 in datetime value '2024/02/03' at row 1 is deprecated. Prefer the standard '-'.",
    ],
    [
      "hour('2024-02-03  10:11:12')",
      "Delimiter ' ' in position 11 in datetime value '2024-02-03  10:11:12' at row 1 is superfluous and is deprecated. Please remove.",
    ],
    [
      "date_add('2024-02-03 10.11.12', interval 1 day)",
      "Delimiter '.' in position 13 in datetime value '2024-02-03 10.11.12' at row 1 is deprecated. Prefer the standard ':'.",
    ],
    ["cast('2024-02-03T10:11:12.5' as datetime)", ''],
  ])('%s', (expr, expected) => {
    const compiled = compileExpression(selectExpr(`select ${expr}`));
    if (compiled.kind === 'Unsupported') throw new Error(compiled.reason);
    const frame = new Frame();
    compiled.text(frame);
    expect(frame.warnings.map(({ message }) => message).join()).toBe(expected);
  });
});

describe('columns', () => {
  const bin = stringType(true, 46, 10);
  const bytesInOrder = stringType(true, 309, 10);
  const bigint = intType(true);
  const bit = { ...intType(true, 10), type: Type.BIT };
  it.each([
    ['two collations that compare code points', 'c0 = c1', [bin, bytesInOrder], 'error 1267'],
    ['such a one beside JSON', "cast('1' as json) = c0", [bytesInOrder], 'unsupported'],
    ['a constant that becomes a BIGINT', "nullif('12x', c0)", [bigint], 'unsupported'],
    ['a constant of more digits than a DOUBLE has', "c0 = '9223372036854775806'", [bigint], 'unsupported'],
    ['a BIT that is chosen', 'if(1, c0, null)', [bit], 'unsupported'],
    [
      'two collations of two columns beside a third',
      'c0 in (c1, 1)',
      [stringType(true, 45, 9), stringType(true, 224, 9)],
      'error 1270',
    ],
    ['a place in a text beside texts', 'c0 in (locate(c0, 1), c0)', [bin], 'unsupported'],
    [
      'a CASE of two character sets',
      'case when 1 then c0 when 2 then c1 else null end',
      [stringType(true, 8, 9), stringType(true, 9, 9)],
      'error 1270',
    ],
    [
      'a CASE of two character sets without ELSE',
      'case when 1 then c0 when 2 then c1 end',
      [stringType(true, 8, 9), stringType(true, 9, 9)],
      'error 1267',
    ],
    [
      'a text whose format is a column',
      "date_format('2024-01-01', c0) = c1",
      [stringType(true, 45, 9), stringType(true, 224, 9)],
      'error 1267',
    ],
  ])('%s', (_, expr, columns, expected) => expect(textUnder(expr, '', columns)).toBe(expected));
});

describe('expressions', () => {
  /** Expected as mysqld 9.7 answers. */
  const cases: readonly [string, string][] = [
    ['1/3*3', 'DECIMAL(0.9999)'],
    ['9223372036854775807 + 1', 'error 1690'],
    ['1 - cast(2 as unsigned)', 'error 1690'],
    ['7.5 div 2', 'INT64(3)'],
    ['1e0/0', 'NULL'],
    ["'1x' + 1", 'FLOAT64(2)'],
    ["'a' = 'A'", 'INT64(1)'],
    ["'a' = 'A ' collate utf8mb4_0900_ai_ci", 'INT64(0)'],
    ['null in (1, null)', 'NULL'],
    ['(1, null) = (2, 3)', 'INT64(0)'],
    ["case when null then 1 else 'x' end", 'VARCHAR("x")'],
    ["cast('2024-02-30' as date)", 'NULL'],
    ['cast(1.5e30 as signed)', 'INT64(9223372036854775807)'],
    ['(1, 2) + 1', 'error 1241'],
    ['no_such_function(1)', 'unsupported'],
    ['(case when 1 then -1 else 18446744073709551615 end) << 1', 'UINT64(18446744073709551614)'],
    ['(case when 0 then -1 else 18446744073709551615 end) << 1', 'unsupported'],
    ["left('ab', if(0, -1, 18446744073709551615))", 'unsupported'],
    ['18446744073709551616.0 | 0', 'UINT64(9223372036854775807)'],
    ["('A', 1) in (('a', 1), ('x', 2))", 'INT64(1)'],
    ["('a' collate utf8mb4_bin, 1) in (('A' collate utf8mb4_general_ci, 1), ('x', 2))", 'INT64(0)'],
    ['(1, null) in ((2, 3), (4, 5))', 'INT64(0)'],
    ['(1, 2) in ((1.4, 2), (5, 6))', 'unsupported'],
    ['(1, 2) in ((1.4, 2))', 'INT64(0)'],
    ["week('2023-12-31', -1)", 'unsupported'],
    ["yearweek('2023-12-31', -1)", 'unsupported'],
    ["week('2023-12-31', 15)", 'INT64(52)'],
    ['extract(hour_minute from 20240131)', 'unsupported'],
    ["time_format(20240131, '%Y')", 'unsupported'],
    ["date_format('2024-00-10', '%Y')", 'VARCHAR("2024")'],
    ["unix_timestamp('2024-02-29 23:59:58.55') << 0", 'unsupported'],
    ["right('a', conv(5, 10, -10))", 'unsupported'],
    ["right('abc', conv(2, 10, 10))", 'VARCHAR("bc")'],
    ["2 in (x'41', 2.5e0)", 'unsupported'],
    ["concat(time'00:00:00' + interval 0 microsecond)", 'unsupported'],
    ["date_sub('2024-02-29 23:00:00', interval 18446744073709551615 hour)", 'CHAR("2024-03-01 00:00:00")'],
    ['json_array(atan(2, 3))', 'unsupported'],
    ["cast(json_extract('[18446744073709551616.5]', '$[0]') as unsigned)", 'unsupported'],
    ["date_add('02024-02-29 23:59:59', interval 1 hour)", 'unsupported'],
    ["null + interval json_type('x') day", 'NULL'],
    ["json_extract(null, '$', '$.')", 'NULL'],
    ["json_extract('{}', null, '$.')", 'NULL'],
    ["json_remove('{}', null, '$.')", 'NULL'],
    ["json_contains(null, 'x', '$.')", 'NULL'],
    ["json_contains('{}', null, '$.')", 'NULL'],
    ["json_length(null, '$.')", 'NULL'],
    ['round(-0.4e0)', 'FLOAT64(-0)'],
    ['concat(round(-4e0, -2))', 'VARCHAR("-0")'],
    ["last_day('2024-01-00')", 'unsupported'],
    ["null in (1, json_contains_path('{}', 'x', '$'))", 'unsupported'],
    ["(1, json_extract('bad', '$')) >= (2, 3)", 'unsupported'],
    ['cast(-18446744073709551615 as unsigned)', 'UINT64(9223372036854775808)'],
  ];
  for (const [expr, expected] of cases) it(expr, () => expect(value(expr)).toBe(expected));

  it('reads columns and bind variables, compiled once for each set of types', () => {
    const expr = selectExpr('select a + :b');
    const late = new LateExpression(expr, { column: () => ({ index: 0, type: intType(true) }) }, ['b']);
    const frame = (b: string, row: string | null, type: number = Type.INT64) => {
      const made = new Frame({}, { b: { type, value: Buffer.from(b) } });
      made.row = rowReader([row === null ? null : Buffer.from(row)]);
      return made;
    };
    const run = (made: Frame) => {
      const compiled = late.for(made.binds);
      if (compiled.kind === 'Unsupported') throw new Error(compiled.reason);
      return compiled.text(made)?.toString() ?? null;
    };
    expect(run(frame('2', '40'))).toBe('42');
    expect(run(frame('3', null))).toBe(null);
    expect(run(frame('2.50', '40', Type.DECIMAL))).toBe('42.50');
    expect(late.for(frame('5', '1').binds)).toBe(late.for(frame('6', '1').binds));
  });

  it('leaves a text with a time of day beside a DATE to a server', () => {
    const compiled = compileExpression(selectExpr("select date'2024-02-29' = c"), {
      column: () => ({ index: 0, type: stringType(true, 255, 20) }),
    });
    if (compiled.kind === 'Unsupported') throw new Error(compiled.reason);
    const of = (text: string) => {
      const frame = new Frame();
      frame.row = rowReader([Buffer.from(text)]);
      return compiled.text(frame)?.toString();
    };
    expect(of('2024-02-29 00:00')).toBe('1');
    expect(() => of('2024-02-29 10:00')).toThrow(UnsupportedError);
  });

  it('says what type MySQL would give the column', () => {
    const compiled = compileExpression(selectExpr('select concat_ws'), {
      column: () => ({ index: 0, type: stringType(false, 255, 10) }),
    });
    expect(compiled.kind === 'Compiled' && compiled.type).toMatchObject({
      type: Type.VARCHAR,
      length: 40,
      nullable: false,
    });
    expect(parse('select 1').kind).toBe('Select');
  });
});
