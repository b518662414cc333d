import { Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { Session } from './session.ts';

test('a user variable keeps nothing of the message that its value came in', () => {
  const target = {
    keyspace: '',
    tabletType: 'PRIMARY',
    destination: undefined,
    tabletAlias: undefined,
  } as const;
  const session = new Session(1, 'uuid', { user: 'u', groups: [], remote: 'localhost' }, target, 'MULTI');
  const message = Buffer.alloc(65_536, 'x');
  session.setVariable('v', { type: Type.VARCHAR, value: message.subarray(7, 10) });
  message.fill(0);
  const { type, value } = session.variable('V') ?? {};
  expect([type, String(value), value?.buffer.byteLength]).toEqual([Type.VARCHAR, 'xxx', 3]);
});
