import { type Field, Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { SqlBuffer } from '../db/sql-buffer.ts';
import { valueWriter } from './value-writer.ts';

test('a DECIMAL in JSON is written as one: read as JSON, 1.10 would be a DOUBLE, which is 1.1', () => {
  const written = (json: string) => {
    const out = new SqlBuffer();
    valueWriter({ name: 'j', type: Type.JSON, charset: 0 } as Field)(out, Buffer.from(json));
    return Buffer.from(out.take()).toString();
  };
  expect(written('{"price": 1.10}')).toBe(`json_replace('{\\"price\\": 1.10}', '$.\\"price\\"', 1.10)`);
  expect(written('[1.5, null]')).toBe(`'[1.5, null]'`);
});
