import { type Field, Type } from '@vt/sqltypes';
import { describe, expect, test } from 'vitest';
import { isHashed, KeyOrder } from './key-order.ts';

const field = (type: number, charset: number): Field => ({
  name: 'k',
  type,
  table: '',
  orgTable: '',
  database: '',
  orgName: '',
  columnLength: 0,
  charset,
  decimals: 0,
  flags: 0,
  columnType: '',
});
const SJIS_JAPANESE_CI = 13;
const UTF8MB4_BIN = 46;
const bytes = (text: string): Buffer => Buffer.from(text);

describe('the order of keys', () => {
  test('by hashes is that of sha2(), whatever the column’s own is', () => {
    const order = new KeyOrder([field(Type.VARCHAR, SJIS_JAPANESE_CI)], true);
    // sha2('a', 256) begins with ca97, sha2('b', 256) with 3e23.
    expect(order.compare([bytes('a')], [bytes('b')])).toBe(1);
    expect(order.compare([bytes('b')], [bytes('a')])).toBe(-1);
    expect(order.compare([bytes('a')], [bytes('a')])).toBe(0);
    expect(order.compare([null], [bytes('a')])).toBe(-1);
  });

  test('by hashes is that of a FLOAT as a DOUBLE', () => {
    const order = new KeyOrder([field(Type.FLOAT32, 63)], true);
    expect(order.compare([bytes('1.1')], [bytes('1.100000023841858')])).toBe(0);
  });

  test('in a collation that is not known is refused', () => {
    expect(() => new KeyOrder([field(Type.VARCHAR, SJIS_JAPANESE_CI)], false)).toThrow('cannot be compared here');
    expect(new KeyOrder([field(Type.VARCHAR, UTF8MB4_BIN)], false).compare([bytes('a')], [bytes('b')])).toBeLessThan(0);
  });

  test('is by hashes where the source says so', () => {
    expect(isHashed([{ flags: 3 }, { flags: 0 }])).toBe(false);
    expect(isHashed([{ flags: 0x10003 }])).toBe(true);
  });
});
