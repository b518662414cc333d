import type { SqlRow } from '@vt/mysqlctl';
import type { MessageInput } from '@vt/proto';

/** CRC-64 (ISO 3309) of a password's hash: lets two servers be compared without showing it. */
export function crc64(text: string): bigint {
  const polynomial = 0xd800000000000000n;
  let crc = 0xffffffffffffffffn;
  for (const byte of Buffer.from(text)) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ polynomial : crc >> 1n;
  }
  return crc ^ 0xffffffffffffffffn;
}

const PASSWORD_COLUMNS = ['authentication_string', 'password'];
/** Say when, not what: they differ between servers with the same rights. */
const VOLATILE_COLUMNS = new Set(['password_last_changed', 'password_reuse_history', 'password_reuse_time']);

const lowerCased = (row: SqlRow): Readonly<Record<string, string | null>> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));

function privileges(row: SqlRow, without: readonly string[]): Record<string, string> {
  const kept = Object.entries(row).filter(([name, value]) => {
    const lower = name.toLowerCase();
    return value !== null && !without.includes(lower) && !VOLATILE_COLUMNS.has(lower);
  });
  return Object.fromEntries(kept) as Record<string, string>;
}

export function userPermission(row: SqlRow): MessageInput<'tabletmanagerdata.UserPermission'> {
  const values = lowerCased(row);
  const password = PASSWORD_COLUMNS.map((name) => values[name]).find((value) => value) ?? '';
  return {
    host: values['host'] ?? '',
    user: values['user'] ?? '',
    password_checksum: password === '' ? 0n : crc64(password),
    privileges: privileges(row, ['host', 'user', ...PASSWORD_COLUMNS]),
  };
}

export function dbPermission(row: SqlRow): MessageInput<'tabletmanagerdata.DbPermission'> {
  const values = lowerCased(row);
  return {
    host: values['host'] ?? '',
    db: values['db'] ?? '',
    user: values['user'] ?? '',
    privileges: privileges(row, ['host', 'db', 'user']),
  };
}
