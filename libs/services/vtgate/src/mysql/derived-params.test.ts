import { type BindVariable, Type, typeName } from '@vt/sqltypes';
import { describe, expect, test } from 'vitest';
import { areAsWritten, asDerived, castToMoment } from './derived-params.ts';

const of = (type: number, text: string): BindVariable => ({ type, value: Buffer.from(text) });
const said = ({ type, value }: BindVariable): string => `${typeName(type as never)} ${Buffer.from(value)}`;

/** As a mysqld 9 answers SELECT ? + n, IF(n > 0, ?, d) and so on, where the statement was prepared and this is its first value. */
const cases: readonly [derived: number, given: BindVariable, expected: string][] = [
  [Type.FLOAT64, of(Type.INT64, '7'), 'FLOAT64 7'],
  [Type.FLOAT64, of(Type.VARCHAR, '2.75x'), 'FLOAT64 2.75'],
  [Type.FLOAT64, of(Type.VARCHAR, 'abc'), 'FLOAT64 0'],
  [Type.DECIMAL, of(Type.INT64, '7'), 'DECIMAL 7'],
  [Type.DECIMAL, of(Type.FLOAT64, '1.5'), 'FLOAT64 1.5'],
  [Type.DECIMAL, of(Type.VARCHAR, ' -2.50'), 'DECIMAL -2.50'],
  [Type.DECIMAL, of(Type.VARCHAR, '25e-1'), 'DECIMAL 2.5'],
  [Type.INT64, of(Type.INT64, '7'), 'INT64 7'],
  [Type.INT64, of(Type.VARCHAR, '7'), 'INT64 7'],
  [Type.INT64, of(Type.VARCHAR, 'abc'), 'INT64 0'],
  [Type.INT64, of(Type.VARCHAR, '2.75'), 'DECIMAL 2.75'],
  [Type.INT64, of(Type.VARCHAR, '2.75x'), 'INT64 2'],
  [Type.UINT64, of(Type.VARCHAR, 'abc'), 'UINT64 0'],
  [Type.INT64, of(Type.DECIMAL, '3.25'), 'DECIMAL 3.25'],
  [Type.DATE, of(Type.VARCHAR, '2024-01-02'), 'DATE 2024-01-02'],
  [Type.DATE, of(Type.VARCHAR, 'total'), 'DATE total'],
  [Type.DATE, of(Type.VARCHAR, '2024-01-02 03:04:05'), 'DATETIME 2024-01-02 03:04:05'],
  [Type.DATE, of(Type.VARCHAR, '10:00:00'), 'VARCHAR 10:00:00'],
  [Type.DATETIME, of(Type.VARCHAR, '-12:34:56.7'), 'VARCHAR -12:34:56.7'],
  [Type.DATE, of(Type.INT64, '20240102'), 'DATE 20240102'],
  [Type.DATETIME, of(Type.INT64, '7'), 'INT64 7'],
  [Type.TIME, of(Type.VARCHAR, '-10:00:00.5'), 'TIME -10:00:00.5'],
  [Type.VARCHAR, of(Type.INT64, '7'), 'INT64 7'],
];

describe('a parameter where MySQL derived a type for it', () => {
  test.each(cases)('%i', (derived, given, expected) => {
    expect(said(asDerived(given, derived))).toBe(expected);
  });

  test.each([
    [Type.DATE, of(Type.VARCHAR, 'x'), 'date'],
    [Type.DATE, of(Type.VARCHAR, '2024-01-02'), undefined],
    [Type.DATE, of(Type.INT64, '-1'), 'date'],
    [Type.DATE, of(Type.INT64, '20240102'), undefined],
    [Type.TIME, of(Type.VARCHAR, ''), 'time(6)'],
    [Type.DATETIME, of(Type.VARCHAR, 'x'), 'datetime(6)'],
    [Type.DATETIME, of(Type.INT64, '6'), 'datetime(6)'],
    [Type.DATETIME, of(Type.DECIMAL, '0.0'), undefined],
    [Type.INT64, of(Type.VARCHAR, 'x'), undefined],
  ])('%i: what is no moment is made one as a cast makes it', (derived, given, expected) => {
    expect(castToMoment(given, derived)).toBe(expected);
  });

  test('a count of rows goes the short way as a whole number only', () => {
    const short = (param: BindVariable) => areAsWritten({ counts: [1] }, [of(Type.VARCHAR, 'a'), param]);
    expect(short(of(Type.INT64, '3'))).toBe(true);
    expect(short(of(Type.INT64, '-3'))).toBe(false);
    expect(short(of(Type.VARCHAR, '3'))).toBe(false);
    expect(short(of(Type.FLOAT64, '3'))).toBe(false);
    expect(short(of(Type.NULL_TYPE, ''))).toBe(false);
  });

  test('NULL, and where nothing was derived, it stays', () => {
    const none = of(Type.NULL_TYPE, '');
    expect(asDerived(none, Type.INT64)).toBe(none);
    const text = of(Type.VARCHAR, '7');
    expect(asDerived(text, undefined)).toBe(text);
  });
});
