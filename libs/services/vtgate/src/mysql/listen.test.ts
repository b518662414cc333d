import { AuthServerNone } from '@vt/mysql';
import { expect, test } from 'vitest';
import { serverOptions } from './listen.ts';

test.each([
  [20_000, 20_000],
  [3, 3],
  [0, 1],
])('--mysql-server-max-connections %i lets %i clients in', (given, connectionsMax) => {
  const flags = {
    'mysql-server-max-connections': given,
    'mysql-server-ssl-cert': '',
    'mysql-server-ssl-key': '',
    'mysql-server-ssl-ca': '',
  } as Parameters<typeof serverOptions>[0];
  expect(serverOptions(flags, new AuthServerNone(), () => {})).toMatchObject({ connectionsMax });
});
