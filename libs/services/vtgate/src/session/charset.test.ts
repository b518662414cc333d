import { expect, test } from 'vitest';
import { applyHandshakeCollation } from './charset.ts';
import { Session } from './session.ts';

const MYSQL = '9.7.0';
const MARIADB = '10.11.18-MariaDB';

test.each([
  ['utf8mb4_0900_ai_ci', 255, MYSQL, undefined],
  ['utf8mb4_0900_ai_ci', 255, MARIADB, undefined],
  ['utf8mb4_ja_0900_as_cs', 303, MYSQL, "'utf8mb4_ja_0900_as_cs'"],
  ['utf8mb4_ja_0900_as_cs', 303, MARIADB, undefined],
  ['utf8mb4_general_ci', 45, MYSQL, "'utf8mb4_general_ci'"],
  ['utf8mb4_general_ci', 45, MARIADB, undefined],
  ['utf8mb4_unicode_ci', 224, MARIADB, "'utf8mb4_unicode_ci'"],
])('a handshake in %s (%i) with %s: %s', (_name, id, version, expected) => {
  const target = { keyspace: '', shard: '', tabletType: 'PRIMARY' } as unknown as ConstructorParameters<
    typeof Session
  >[3];
  const session = new Session(1, 'uuid', { user: 'u', groups: [], remote: 'localhost' }, target, 'MULTI');
  applyHandshakeCollation(session, id, version);
  expect(session.settings.get('collation_connection')).toBe(expected);
});
