import { VtError } from '@vt/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ColumnFlag,
  collectResult,
  countPackets,
  decodeBinaryRow,
  decodeColumnDefinition,
  decodeErr,
  decodeOk,
  decodeTextRow,
  doubleText,
  emptyOk,
  encodeBinaryRow,
  encodeColumnDefinition,
  encodeTextRow,
  type Field,
  floatText,
  framePayload,
  lenencSize,
  lenencWidth,
  RowAssembler,
  readLenenc,
  readLenencBigint,
  rowOffsets,
  splitTextRow,
  Type,
  trackedGtids,
  typeFromMysql,
  typeToMysql,
  valueAt,
  writeLenenc,
} from '../index.ts';

const seed = Number(process.env['VT_SEED'] ?? 1);
console.log(`VT_SEED=${seed}`);
fc.configureGlobal({ seed });

const field = (name: string, type: number, more: Partial<Field> = {}): Field => ({
  name,
  type,
  table: 't',
  orgTable: 't',
  database: 'd',
  orgName: name,
  columnLength: 64,
  charset: 255,
  decimals: 0,
  flags: 0,
  columnType: '',
  ...more,
});

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const rows = fc.array(fc.option(bytes, { nil: null }), { minLength: 1, maxLength: 12 });

describe('length-encoded integers', () => {
  test('what is written is read', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const out = new Uint8Array(9);
        expect(writeLenenc(out, 0, value)).toBe(lenencSize(value));
        expect([readLenenc(out, 0), lenencWidth(out[0] as number)]).toEqual([value, lenencSize(value)]);
        expect(readLenencBigint(out, 0)).toBe(BigInt(value));
      }),
    );
  });

  test('64 bits are exact as bigint', () => {
    expect(readLenencBigint(Buffer.from('feffffffffffffffff', 'hex'), 0)).toBe(18446744073709551615n);
  });
});

describe('text rows', () => {
  test('what is written is read', () => {
    fc.assert(
      fc.property(rows, (row) => {
        expect(decodeTextRow(encodeTextRow(row), 4, row.length)).toEqual(row);
      }),
    );
  });

  test('the first columns are found without looking at the rest', () => {
    const row = encodeTextRow([Buffer.from('a'), null, Buffer.from('ccc')]).subarray(0, 7);
    const offsets = rowOffsets(3);
    splitTextRow(row, 4, offsets, 2);
    expect([valueAt(row, offsets, 0), valueAt(row, offsets, 1)]).toEqual([Buffer.from('a'), null]);
  });
});

describe('packets', () => {
  test.each([0, 1, 0xfffffe, 0xffffff, 0x1000000, 0x1ffffff])('a payload of %i bytes survives framing', (length) => {
    const payload = Buffer.alloc(length, 7);
    const framed = framePayload(payload);
    const seen: number[] = [];
    new RowAssembler().push(framed, (_bytes, start, end) => seen.push(end - start));
    expect(seen).toEqual([length]);
    expect(countPackets(framed)).toBe(Math.floor(length / 0xffffff) + 1);
  });
});

describe('column definitions', () => {
  test('what is encoded is decoded', () => {
    const given = field('naïve', Type.UINT32, { flags: ColumnFlag.UNSIGNED | ColumnFlag.NOT_NULL, charset: 63 });
    expect(decodeColumnDefinition(encodeColumnDefinition(given))).toEqual(given);
  });

  test('each query.Type survives the way to MySQL and back', () => {
    const noColumn = new Set<number>([Type.TUPLE, Type.EXPRESSION, Type.HEXNUM, Type.HEXVAL, Type.BITNUM]);
    for (const type of [Type.RAW, Type.ROW_TUPLE]) noColumn.add(type);
    for (const [name, type] of Object.entries(Type)) {
      if (noColumn.has(type)) continue;
      const mysql = typeToMysql(type);
      expect([name, typeFromMysql(mysql.type, mysql.flags)]).toEqual([name, type]);
    }
  });

  test('a _bin collation does not make a string binary', () => {
    expect(typeFromMysql(253, ColumnFlag.BINARY, 46)).toBe(Type.VARCHAR);
    expect(typeFromMysql(253, ColumnFlag.BINARY, 63)).toBe(Type.VARBINARY);
  });
});

describe('numbers as MySQL writes them', () => {
  test.each([
    [0.1, '0.1'],
    [1e15, '1e15'],
    [123456789012345, '123456789012345'],
    [1e-14, '0.00000000000001'],
    [-1.5e-20, '-1.5e-20'],
    [1.7976931348623157e308, '1.7976931348623157e308'],
    [0, '0'],
  ])('%d', (value, text) => expect(doubleText(value, 31)).toBe(text));

  test.each([
    [Math.fround(0.1), '0.1'],
    [Math.fround(16777216), '16777200'],
    [Math.fround(3.4e38), '3.4e38'],
    // In the middle between two: the even one.
    [1000.125, '1000.12'],
    [1000.375, '1000.38'],
    [-100000.5, '-100000'],
    [1000005, '1000000'],
    [1000015, '1000020'],
  ])('float %d', (value, text) => expect(floatText(value, 31)).toBe(text));

  test.each([
    [1.5, 3, '1.500'],
    [0.25, 1, '0.2'],
    [-0.25, 1, '-0.2'],
    [0.75, 1, '0.8'],
    [2.5, 0, '2'],
    [3.5, 0, '4'],
    [0.0078125, 6, '0.007812'],
    // As many digits as make the number, and zeros.
    [12345678.9, 14, '12345678.90000000000000'],
    [63586555474662.1484375, 6, '63586555474662.150000'],
    [-999999999999999.9, 6, '-999999999999999.900000'],
    [1.5e-7, 20, '0.00000015000000000000'],
    [1234567890.1234567, 6, '1234567890.123457'],
    [0, 20, '0.00000000000000000000'],
  ])('%d with %d decimals', (value, decimals, text) => expect(doubleText(value, decimals)).toBe(text));
});

describe('binary rows', () => {
  const cases: [number, string][] = [
    [Type.INT8, '-128'],
    [Type.UINT8, '255'],
    [Type.INT16, '-32768'],
    [Type.INT24, '-8388608'],
    [Type.UINT32, '4294967295'],
    [Type.INT64, '-9223372036854775808'],
    [Type.UINT64, '18446744073709551615'],
    [Type.YEAR, '2026'],
    [Type.DATE, '2026-11-22'],
    [Type.DATE, '0000-00-00'],
    [Type.DATETIME, '2026-11-22 03:04:05'],
    [Type.TIME, '-838:59:59'],
    [Type.TIME, '00:00:00'],
    [Type.DECIMAL, '1.50'],
    [Type.VARCHAR, 'text'],
  ];
  test.each(cases)('type %i: %s', (type, text) => {
    const columns = [field('a', Type.INT64), field('b', type), field('c', Type.VARCHAR)];
    const row = [null, Buffer.from(text), Buffer.from('end')];
    expect(decodeBinaryRow(encodeBinaryRow(row, columns), 0, columns).map(String)).toEqual(row.map(String));
  });

  test('fractions have the digits of the column', () => {
    const columns = [field('a', Type.DATETIME, { decimals: 3 }), field('b', Type.TIME, { decimals: 6 })];
    const row = [Buffer.from('2026-11-22 00:00:00.120'), Buffer.from('00:00:00.000000')];
    expect(decodeBinaryRow(encodeBinaryRow(row, columns), 0, columns).map(String)).toEqual(row.map(String));
  });

  test('a text that is no value of its type is refused', () => {
    expect(() => encodeBinaryRow([Buffer.from('x')], [field('a', Type.INT64)])).toThrow(RangeError);
  });
});

describe('answers', () => {
  test('an OK packet with info, session state and GTIDs', () => {
    const gtids = Buffer.from('u:1-5');
    const change = Buffer.concat([Buffer.from([3, gtids.length + 2, 0, gtids.length]), gtids]);
    const head = Buffer.from([0, 3, 0xfc, 0x10, 0x27, 2, 0x40, 1, 0, 2, 0x68, 0x69, change.length]);
    const ok = decodeOk(Buffer.concat([head, change]), true);
    expect(ok).toMatchObject({ affectedRows: 3n, insertId: 10000n, statusFlags: 0x4002, warnings: 1, info: 'hi' });
    expect(trackedGtids(ok.sessionState)).toBe('u:1-5');
  });

  test('an ERR packet with and without SQLSTATE', () => {
    const head = Buffer.from([0xff, 0x26, 0x04]);
    const withState = Buffer.concat([head, Buffer.from('#23000dup')]);
    expect(decodeErr(withState)).toEqual({ errno: 1062, state: '23000', message: 'dup' });
    expect(decodeErr(Buffer.concat([head, Buffer.from('dup')]))).toMatchObject({ state: 'HY000', message: 'dup' });
  });
});

describe('collectResult', () => {
  const feed = (rowCount: number, limits: object) => {
    const sink = collectResult(limits);
    sink.columns([encodeColumnDefinition(field('id', Type.INT64))], 'text');
    sink.rows(Buffer.concat(Array.from({ length: rowCount }, (_, i) => encodeTextRow([Buffer.from(`${i}`)]))));
    sink.end(emptyOk, false);
    return sink;
  };

  test('rows are decoded', async () => {
    const result = await feed(3, {}).result;
    expect(result.rows.map(([id]) => String(id))).toEqual(['0', '1', '2']);
    expect(result.fields[0]?.type).toBe(Type.INT64);
  });

  test.each([{ rowsMax: 2 }, { bytesMax: 10 }])('a limit fails the result: %o', async (limits) => {
    await expect(feed(3, limits).result).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
  });

  test('the error of the source rejects', async () => {
    const sink = collectResult();
    sink.error(new VtError({ code: 'INTERNAL', message: 'no' }));
    await expect(sink.result).rejects.toThrow('no');
  });
});
