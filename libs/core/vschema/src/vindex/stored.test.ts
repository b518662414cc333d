import { Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { storedValue } from './stored.ts';

const stored = (type: number, text: string) =>
  Buffer.from(storedValue({ type, value: Buffer.from(text) }, 'integer').value).toString();

test('decimals, and texts that are numbers, are rounded half away from zero', () => {
  expect(['101.4', '102.5', '-2.5', '-0.4', '7.', '.5', '007'].map((text) => stored(Type.DECIMAL, text))).toEqual([
    '101',
    '103',
    '-3',
    '0',
    '7',
    '1',
    '7',
  ]);
  expect([' 107', '12.7 ', '+3'].map((text) => stored(Type.VARCHAR, text))).toEqual(['107', '13', '3']);
});

test('doubles are rounded to the even one', () => {
  expect(['1e2', '1.5e0', '2.5e0', '-2.5e0', '-0.2e0'].map((text) => stored(Type.FLOAT64, text))).toEqual([
    '100',
    '2',
    '2',
    '-2',
    '0',
  ]);
});

test('hexadecimal digits are a number', () => {
  expect([stored(Type.HEXVAL, "x'6a'"), stored(Type.HEXNUM, '0x6A')]).toEqual(['106', '106']);
});

test('what is no number stays', () => {
  expect([stored(Type.VARCHAR, '103abc'), stored(Type.VARCHAR, ''), stored(Type.INT64, '5')]).toEqual([
    '103abc',
    '',
    '5',
  ]);
});
