import { parse } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import { describe, expect, it } from 'vitest';
import { Frame, rowReader } from '../frame.ts';
import { evaluateSql, selectExpr } from '../testing/corpus.ts';
import { intType, stringType } from '../type/eval-type.ts';
import { compileExpression } from './compile.ts';
import { LateExpression } from './late.ts';

const value = (expr: string): string => {
  const outcome = evaluateSql(`select ${expr}`);
  return outcome.kind === 'value' ? outcome.text : outcome.kind === 'error' ? `error ${outcome.errno}` : 'unsupported';
};

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
