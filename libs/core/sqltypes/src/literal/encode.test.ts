import { describe, expect, test } from 'vitest';
import { defaultLiteralMode, encodeScalar, encodeTuple, fromProtoRow, Type, toProtoRow } from '../index.ts';

const bind = (type: number, value: string | Uint8Array) => ({ type, value: Buffer.from(value) });
const literal = (type: number, value: string | Uint8Array, mode = defaultLiteralMode) =>
  Buffer.from(encodeScalar('a', bind(type, value), mode)).toString('latin1');

describe('values as literals', () => {
  test.each([
    [Type.NULL_TYPE, '', 'null'],
    [Type.INT64, '-12', '-12'],
    [Type.UINT64, '18446744073709551615', '18446744073709551615'],
    [Type.FLOAT64, '1.5e10', '1.5e10'],
    [Type.FLOAT64, '-1.5', '-1.5e0'],
    [Type.FLOAT32, '.5', '.5e0'],
    [Type.FLOAT64, '15', '15'],
    [Type.DECIMAL, '-0.50', '-0.50'],
    [Type.VARCHAR, "it's", "'it\\'s'"],
    [Type.VARCHAR, 'a"b\\c\n\r\t\b\0\x1a', `'a\\"b\\\\c\\n\\r\\t\\b\\0\\Z'`],
    [Type.VARBINARY, "\xff'".normalize(), "_binary'\xc3\xbf\\''"],
    [Type.BLOB, 'x', "_binary'x'"],
    [Type.DATETIME, '2026-11-22 03:04:05.1', "'2026-11-22 03:04:05.1'"],
    [Type.JSON, '{"a": 1}', `'{\\"a\\": 1}'`],
    [
      Type.JSON,
      '[1.5, -0.0, 1e100, 18446744073709551615, "1.10"]',
      `'[1.5, -0.0, 1e100, 18446744073709551615, \\"1.10\\"]'`,
    ],
    [Type.JSON, '1.10', `json_replace('1.10', '$', 1.10)`],
    [
      Type.JSON,
      '{"a, \\"": [true, [], -2.50], "b": {}, "c": 36893488147419103232}',
      `json_replace('{\\"a, \\\\\\"\\": [true, [], -2.50], \\"b\\": {}, \\"c\\": 36893488147419103232}', '$.\\"a, \\\\\\"\\"[2]', -2.50, '$.\\"c\\"', 36893488147419103232)`,
    ],
    [Type.HEXNUM, '0x1F', '0x1F'],
    [Type.HEXVAL, "x'1F'", "x'1F'"],
    [Type.BITNUM, '0b101', '0b101'],
    [Type.RAW, 'a = 1', 'a = 1'],
  ])('type %i %j', (type, value, expected) => expect(literal(type, value)).toBe(expected));

  test('bits', () => expect(literal(Type.BIT, new Uint8Array([1, 0xf0]))).toBe("b'0000000111110000'"));

  test('of long values only what a server would misread is escaped: they hardly grow', () => {
    const zeros = '\0\n"'.repeat(30_000);
    expect(literal(Type.VARCHAR, `${zeros}'\\`)).toBe(`'${zeros}\\'\\\\'`);
    expect(literal(Type.BLOB, zeros)).toBe(`_binary'${zeros}'`);
  });

  test('where backslashes do not escape, only quotes are doubled', () => {
    expect(literal(Type.VARCHAR, "it's \\ \n", { noBackslashEscapes: true })).toBe("'it''s \\ \n'");
  });

  test.each([
    [Type.INT64, '1 or 1=1'],
    [Type.DECIMAL, "1'"],
    [Type.FLOAT64, 'nan'],
    [Type.HEXVAL, "x'1'"],
    [Type.UINT64, '-1'],
    [Type.INT64, '1\n'],
    [Type.INT64, ''],
  ])('type %i refuses %j', (type, value) => {
    expect(() => literal(type, value)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});

describe('lists', () => {
  const tuple = (values: { type: number; value: Buffer }[]) => ({ type: Type.TUPLE, value: Buffer.alloc(0), values });

  test('a list in parentheses', () => {
    const list = tuple([bind(Type.INT64, '1'), bind(Type.VARCHAR, 'a'), bind(Type.NULL_TYPE, '')]);
    expect(Buffer.from(encodeTuple('l', list, defaultLiteralMode)).toString()).toBe("(1, 'a', null)");
  });

  test('an empty list, a scalar for a list and a list for a scalar are refused', () => {
    expect(() => encodeTuple('l', tuple([]), defaultLiteralMode)).toThrow('empty list supplied for l');
    expect(() => encodeTuple('l', bind(Type.INT64, '1'), defaultLiteralMode)).toThrow(
      'unexpected arg type (INT64) for list key l',
    );
    expect(() => encodeScalar('s', tuple([]), defaultLiteralMode)).toThrow(
      'unexpected arg type (TUPLE) for non-list key s',
    );
  });
});

test('query.Row and back', () => {
  const row = [Buffer.from('a'), null, Buffer.alloc(0)];
  expect(toProtoRow(row)).toEqual({ lengths: [1, -1, 0], values: Buffer.from('a') });
  expect(fromProtoRow(toProtoRow(row))).toEqual(row);
  expect(() => fromProtoRow({ lengths: [5], values: Buffer.from('a') })).toThrow(RangeError);
});
