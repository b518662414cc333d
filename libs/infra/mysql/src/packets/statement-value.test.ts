import { Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { PacketReader } from './packet-reader.ts';
import { readStatementValue } from './statement-value.ts';

const FLOAT = 4;

test.each([
  [2.3333333, '2.3333332538604736'],
  [16777217, '16777216'],
  [-0, '-0'],
  [1e-45, '1.401298464324817e-45'],
])('the FLOAT %d of a client is the DOUBLE %s, as MySQL takes it', (value, text) => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  const bind = readStatementValue(new PacketReader(bytes, 'a value'), { mysqlType: FLOAT, unsigned: false });
  expect(bind.type).toBe(Type.FLOAT32);
  expect(Buffer.from(bind.value).toString()).toBe(text);
});

test.each([
  [Number.NaN, 'nan'],
  [Number.POSITIVE_INFINITY, 'inf'],
  [Number.NEGATIVE_INFINITY, '-inf'],
])('%d is no number of SQL', (value, text) => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  const read = () => readStatementValue(new PacketReader(bytes, 'a value'), { mysqlType: FLOAT, unsigned: false });
  expect(read).toThrow(`Illegal double '${text}' value found during parsing`);
});
