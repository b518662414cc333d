import { characterLayout } from '@vt/collations';
import { describe, expect, it } from 'vitest';
import { type FileLayout, RowReader } from './row-reader.ts';

const plain: FileLayout = {
  fieldsTerminated: Buffer.from('\t'),
  enclosed: undefined,
  escaped: 0x5c,
  linesStarting: Buffer.alloc(0),
  linesTerminated: Buffer.from('\n'),
  ignoreLines: 0,
};
const csv: FileLayout = {
  ...plain,
  fieldsTerminated: Buffer.from(','),
  enclosed: 0x22,
  linesTerminated: Buffer.from('\r\n'),
};

/** Rows of a text that comes in pieces of `size` bytes. */
function rowsOf(
  text: string | Buffer,
  layout: FileLayout,
  size: number,
  fieldsMax = 3,
  encoding: BufferEncoding = 'utf8',
) {
  const reader = new RowReader(layout, fieldsMax, 1_000);
  const rows: (string | null)[][] = [];
  const take = () => {
    for (let row = reader.next(); row; row = reader.next())
      rows.push([...row.fields.map((field) => field && field.toString(encoding)), ...(row.more ? ['more'] : [])]);
  };
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    reader.push(bytes.subarray(at, at + size));
    take();
  }
  reader.end();
  take();
  return rows;
}

describe('rows of a file', () => {
  const sizes = [1, 2, 3, 7, 1_000];

  it.each(sizes)('in pieces of %i bytes: terminators, escapes and NULL', (size) => {
    expect(rowsOf('1\ta\\tb\t\\N\n2\t\\Nx\\\n\tNULL\n\n3', plain, size)).toEqual([
      ['1', 'a\tb', null],
      ['2', 'Nx\n', 'NULL'],
      [''],
      ['3'],
    ]);
  });

  it.each(sizes)('in pieces of %i bytes: enclosed fields', (size) => {
    expect(rowsOf('"a,b","q""q",NULL\r\n"x\r\ny",z"z,"NULL",w\r\n"open', csv, size)).toEqual([
      ['a,b', 'q"q', null],
      ['x\r\ny', 'z"z', 'NULL', 'more'],
      ['"open'],
    ]);
  });

  it.each(sizes)('in pieces of %i bytes: lines that are passed over, and prefixes', (size) => {
    expect(rowsOf('head\r\nmore\r\n1,2\r\n', { ...csv, ignoreLines: 2 }, size)).toEqual([['1', '2']]);
    expect(rowsOf('..xx1\nnone\nxx2\n', { ...plain, linesStarting: Buffer.from('xx') }, size)).toEqual([['1'], ['2']]);
  });

  it.each(sizes)('in pieces of %i bytes: characters whose second byte is a backslash or a separator', (size) => {
    const characters = characterLayout('gbk');
    // 誠 is d5 5c, 丁 b6 a1; 81 7c is 亅.
    const bytes = Buffer.from([0xd5, 0x5c, 0x7c, 0x81, 0x7c, 0x5c, 0x6e, 0x0a, 0xb6, 0xa1, 0x7c, 0xd5, 0x5c]);
    const layout = { ...plain, fieldsTerminated: Buffer.from('|'), ...(characters && { characters }) };
    expect(rowsOf(bytes, layout, size, 3, 'hex')).toEqual([
      ['d55c', '817c0a'],
      ['b6a1', 'd55c'],
    ]);
    // Without the set they are what they look like.
    expect(rowsOf(bytes, { ...plain, fieldsTerminated: Buffer.from('|') }, size, 3, 'hex')[0]).toEqual([
      'd57c81',
      '0a',
    ]);
  });

  it('are not held without bound', () => {
    expect(() => rowsOf('a'.repeat(5_000), plain, 100)).toThrow(RangeError);
  });
});
