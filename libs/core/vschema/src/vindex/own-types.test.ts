import { Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { shownAs } from './own-types.ts';
import { storedValue } from './stored.ts';
import { tellsShard } from './trust.ts';

test.each([
  ['uuid', '123E4567-E89B-12D3-A456-426655440000', '123e4567-e89b-12d3-a456-426655440000'],
  ['uuid', '123e4567e89b12d3a456426655440000', '123e4567-e89b-12d3-a456-426655440000'],
  ['uuid', '123e4567', undefined],
  ['inet4', '10.0.0.1', '10.0.0.1'],
  ['inet4', '010.0.0.1', undefined],
  ['inet4', '10.0.0.256', undefined],
  ['inet6', '0:0:0:0:0:0:0:1', '::1'],
  ['inet6', 'FE80:0::0:1', 'fe80::1'],
  ['inet6', '1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['inet6', '1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
  ['inet6', '::', '::'],
  ['inet6', '::ffff:102:304', undefined],
  ['inet6', '1::2::3', undefined],
] as const)('%s %s is shown as %s', (type, text, shown) => {
  expect(shownAs(text, type)).toBe(shown);
});

test('a value tells its shard only as it is shown, and a row is where that is', () => {
  const value = { type: Type.VARCHAR, value: Buffer.from('FE80::1') };
  expect(tellsShard(value, 'inet6')).toBe(false);
  const stored = storedValue(value, { type: Type.NULL_TYPE, lengthMax: undefined, own: 'inet6' });
  expect(stored && Buffer.from(stored.value).toString()).toBe('fe80::1');
  expect(stored && tellsShard(stored, 'inet6')).toBe(true);
  expect(storedValue(value, { type: Type.NULL_TYPE, lengthMax: undefined, own: 'uuid' })).toBeUndefined();
});
