import { decodeText, encodeText } from '@vt/sqlparser';
import { expect, test } from 'vitest';
import { defaultScanMode } from '../text/scan.ts';
import { separateBytes } from './separate-bytes.ts';

const textOf = (...parts: (string | number[])[]) =>
  decodeText(Buffer.concat(parts.map((part) => (typeof part === 'string' ? encodeText(part) : Buffer.from(part)))));

test('literals with bytes that are no UTF-8 travel as bytes', () => {
  const sql = textOf("insert into t values (1, _binary'", [0x00, 0xff], "\\'\\\\''\\n', 'ü', 'plain')");
  const { sql: text, binds } = separateBytes(sql, {}, defaultScanMode);
  const [name = ''] = Object.keys(binds);
  expect(text).toBe(`insert into t values (1, _binary:${name}, 'ü', 'plain')`);
  expect(Buffer.from(binds[name]?.value ?? [])).toEqual(
    Buffer.concat([Buffer.from([0x00, 0xff]), Buffer.from("'\\'\n")]),
  );
});

test('with NO_BACKSLASH_ESCAPES a backslash is one', () => {
  const sql = textOf("select '", [0xfe], "\\n'");
  const { binds } = separateBytes(sql, {}, { noBackslashEscapes: true, ansiQuotes: false });
  expect(Buffer.from(Object.values(binds)[0]?.value ?? [])).toEqual(Buffer.from([0xfe, 0x5c, 0x6e]));
});

test('everything else stays as it is, characters beyond the first plane too', () => {
  const binds = {};
  const sql = "select '😀', :a";
  expect(separateBytes(sql, binds, defaultScanMode)).toEqual({ sql, binds });
});
