import { type BindValue, typeName } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { readValues } from './read-values.ts';

const show = ({ type, value }: BindValue) => `${typeName(type)}(${Buffer.from(value).toString('latin1')})`;

test.each([
  ['1', ['INT64(1)']],
  ['-9223372036854775808', ['INT64(-9223372036854775808)']],
  ['18446744073709551615', ['UINT64(18446744073709551615)']],
  ['1.50', ['DECIMAL(1.50)']],
  ['"a\\"1"', ['VARCHAR(a"1)']],
  ['null', ['NULL_TYPE()']],
  ['[1, "b", {"hex": "4142"}]', ['INT64(1)', 'VARCHAR(b)', 'VARBINARY(AB)']],
  ['{"type": "DATE", "value": "2026-01-02"}', ['DATE(2026-01-02)']],
  ['{"type": "UINT64", "value": 7}', ['UINT64(7)']],
  ['{"$hex": "4142"}', ['VARBINARY(AB)']],
  ['{"$type": "Value", "type": "NULL", "value": ""}', ['NULL_TYPE()']],
])('a line of values: %s', (line, values) => {
  expect(readValues(line).map(show)).toEqual(values);
});

test.each(['{', '{"hex": "4"}', '{"type": "NOTHING", "value": 1}'])('no values: %s', (line) => {
  expect(() => readValues(line)).toThrow(/not JSON|no value/);
});
