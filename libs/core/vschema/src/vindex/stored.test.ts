import { Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { insteadOfNull, type StoredColumn, storedValue } from './stored.ts';

const column = (type: number, lengthMax?: number): StoredColumn => ({ type, lengthMax });

function stored(into: StoredColumn, type: number, text: string): string | undefined {
  const value = storedValue({ type, value: Buffer.from(text) }, into);
  return value && Buffer.from(value.value).toString();
}

const integer = (type: number, text: string) => stored(column(Type.INT64), type, text);

test('decimals, and numbers at the start of texts, are rounded half away from zero', () => {
  const decimals = ['101.4', '102.5', '-2.5', '-0.4', '7.', '.5', '007'];
  expect(decimals.map((text) => integer(Type.DECIMAL, text))).toEqual(['101', '103', '-3', '0', '7', '1', '7']);
  const texts = [' 107', '12.7 ', '+3', '80abc', '80.5abc', 'abc', '', '1.25e1x', '15e-1', '1e', '\t6', '9e-9'];
  const wanted = ['107', '13', '3', '80', '81', '0', '0', '13', '2', '1', '6', '0'];
  for (const type of [Type.VARCHAR, Type.VARBINARY, Type.BLOB])
    expect(texts.map((text) => integer(type, text))).toEqual(wanted);
});

test('doubles are rounded to the even one', () => {
  expect(['1e2', '1.5e0', '2.5e0', '-2.5e0', '-0.2e0'].map((text) => integer(Type.FLOAT64, text))).toEqual([
    '100',
    '2',
    '2',
    '-2',
    '0',
  ]);
});

test('hexadecimal and binary digits are a number', () => {
  expect([
    integer(Type.HEXVAL, "x'6a'"),
    integer(Type.HEXNUM, '0x6A'),
    integer(Type.BITNUM, '0b101'),
    integer(Type.HEXNUM, '0xFFFFFFFFFFFFFFFFFF'),
  ]).toEqual(['106', '106', '5', '9223372036854775807']);
});

test('a number beyond the column is the nearest that it has', () => {
  expect(stored(column(Type.INT8), Type.INT64, '300')).toBe('127');
  expect(stored(column(Type.UINT32), Type.VARCHAR, '-5')).toBe('0');
  expect(integer(Type.FLOAT64, '1e30')).toBe('9223372036854775807');
  expect(integer(Type.VARCHAR, '-1e9999')).toBe('-9223372036854775808');
});

test('texts are cut to their column; CHAR has no spaces at its end', () => {
  const varchar = column(Type.VARCHAR, 3);
  expect(['abcdef', 'ab  ', '😀éxyz', 'ab'].map((text) => stored(varchar, Type.VARCHAR, text))).toEqual([
    'abc',
    'ab ',
    '😀éx',
    'ab',
  ]);
  expect(stored(column(Type.CHAR, 3), Type.VARCHAR, 'ab  x')).toBe('ab');
  expect([stored(varchar, Type.DECIMAL, '01.5'), stored(varchar, Type.FLOAT64, '1e2')]).toEqual(['1.5', '100']);
  expect([stored(varchar, Type.FLOAT64, '0.10e0'), stored(varchar, Type.FLOAT64, '-2.50')]).toEqual(['0.1', undefined]);
  expect(['-0', '1e-20', '1e15'].map((text) => stored(varchar, Type.FLOAT64, text))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([stored(varchar, Type.HEXNUM, '0x41'), stored(varchar, Type.HEXNUM, '0xE9')]).toEqual(['A', undefined]);
});

test('BINARY is filled up with zeros', () => {
  expect(stored(column(Type.BINARY, 3), Type.VARCHAR, 'x')).toBe('x\0\0');
  expect(stored(column(Type.VARBINARY, 3), Type.VARCHAR, 'wxyz')).toBe('wxy');
});

test('what is kept as it is, and what is not known', () => {
  const value = { type: Type.VARCHAR, value: Buffer.from('abc') };
  expect(storedValue(value, column(Type.VARCHAR, 3))).toBe(value);
  expect(storedValue(value, column(Type.NULL_TYPE))).toBe(value);
  expect(integer(Type.DATETIME, '2024-01-01 00:00:00')).toBeUndefined();
  expect(insteadOfNull(column(Type.INT32))?.value.toString()).toBe('0');
});
