import { describe, expect, test } from 'vitest';
import { type MultiByteCharset, multiByteCharset } from './multi-byte.ts';

const charset = (name: string) => multiByteCharset(name) as MultiByteCharset;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (text: string) => Buffer.from(text, 'hex');

/** What mysqld 9.7 says: `hex(convert('…' using …))`, and back. */
describe('multi-byte character sets', () => {
  test.each([
    ['big5', '功', 'a55c'],
    ['cp932', '①ソ', '8740835c'],
    ['eucjpms', '表ｱ', 'c9bd8eb1'],
    ['ujis', '丂', '8fb0a1'],
    ['euckr', '한똠', 'c7d18c63'],
    ['gb18030', '誠😀', 'd55c9439fc36'],
    ['gb18030', '\u0080', '81308130'],
    ['gb2312', '你', 'c4e3'],
    ['gbk', "誠'\\", 'd55c275c'],
    ['cp932', 'ソｱa', '835cb161'],
  ])('%s: %s', (name, text, code) => {
    expect(hex(charset(name).encode(text))).toBe(code);
    expect(charset(name).decode(bytes(code))).toBe(text);
  });

  test('what is no character is a question mark, and takes no byte that is not its own', () => {
    expect(charset('gbk').decode(bytes('8127'))).toBe("?'");
    expect(charset('gbk').decode(bytes('61ff'))).toBe('a?');
    expect(charset('cp932').decode(bytes('fcfc'))).toBe('?');
    expect(charset('ujis').decode(bytes('8f5c'))).toBe('?\\');
    expect(hex(charset('big5').encode('é😀'))).toBe('3f3f');
  });

  test('knows where each character began', () => {
    expect([...charset('gb18030').offsets(bytes('61d55c9439fc3662'))]).toEqual([0, 1, 3, 3, 7, 8]);
  });

  test('is none for sets that are no such', () => {
    expect(multiByteCharset('utf16')).toBeUndefined();
    expect(multiByteCharset('sjis')).toBeUndefined();
  });
});
