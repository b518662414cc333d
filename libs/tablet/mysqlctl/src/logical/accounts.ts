import type { ServerVersion } from '../server/version.ts';
import { quote, type SqlExecutor } from '../sql-executor.ts';
import { isOwnUser } from '../users/users.ts';
import { PREAMBLE } from './definitions.ts';

type Account = { readonly user: string; readonly host: string; readonly isRole: boolean };

/** Made with every server. */
const SYSTEM = new Set(['mariadb.sys', 'mysql', 'mysql.infoschema', 'mysql.session', 'mysql.sys', 'root']);
const DEFAULT_ROLE = / DEFAULT ROLE (?:`(?:[^`]|``)*`@`(?:[^`]|``)*`,?)+/;

/**
 * Accounts and roles, with their passwords, and what they may do; for a server that has those of the tablet already, which are only granted what they have beyond that. They come after what the grants are about.
 */
export async function accountDefinitions(
  sql: SqlExecutor,
  { flavor }: ServerVersion,
  signal: AbortSignal,
): Promise<string> {
  // A password's salt is any bytes.
  if (flavor === 'mysql') await sql.query('SET SESSION print_identified_with_as_hex = ON', signal);
  const accounts = await listed(sql, flavor, signal);
  const made = accounts.filter(({ user }) => !isOwnUser(user));
  const parts = [PREAMBLE];
  for (const account of made) parts.push(`${await creation(sql, account, signal)};\n`);
  for (const account of accounts) {
    for (const row of await sql.query(`SHOW GRANTS FOR ${nameOf(account)}`, signal)) {
      parts.push(`${Object.values(row)[0] ?? ''};\n`);
    }
  }
  for (const statement of flavor === 'mysql' ? await defaultRoles(sql, made, signal) : [])
    parts.push(`${statement};\n`);
  return parts.join('');
}

async function listed(sql: SqlExecutor, flavor: ServerVersion['flavor'], signal: AbortSignal): Promise<Account[]> {
  const role = flavor === 'mysql' ? "'N'" : 'is_role';
  const rows = await sql.query(
    `SELECT user AS u, host AS h, ${role} AS r FROM mysql.user ORDER BY 3 DESC, 1, 2`,
    signal,
  );
  return rows
    .map((row) => ({ user: row['u'] ?? '', host: row['h'] ?? '', isRole: row['r'] === 'Y' }))
    .filter(({ user }) => !SYSTEM.has(user));
}

/** MariaDB's roles have no host; MySQL's are accounts like others. */
function nameOf({ user, host, isRole }: Account): string {
  return isRole ? quote(user) : `${quote(user)}@${quote(host)}`;
}

async function creation(sql: SqlExecutor, account: Account, signal: AbortSignal): Promise<string> {
  if (account.isRole) return `CREATE ROLE IF NOT EXISTS ${nameOf(account)}`;
  const [row] = await sql.query(`SHOW CREATE USER ${nameOf(account)}`, signal);
  const text = Object.values(row ?? {})[0] ?? '';
  return text.replace(/^CREATE USER /, 'CREATE USER IF NOT EXISTS ').replace(DEFAULT_ROLE, '');
}

/** Of MySQL; MariaDB tells them with the grants. They come last: a role is somebody's default when it was granted. */
async function defaultRoles(sql: SqlExecutor, made: readonly Account[], signal: AbortSignal): Promise<string[]> {
  const columns = 'user AS u, host AS h, default_role_user AS ru, default_role_host AS rh';
  const rows = await sql.query(`SELECT ${columns} FROM mysql.default_roles ORDER BY 1, 2, 3, 4`, signal);
  return made.flatMap((account) => {
    const own = rows.filter((row) => row['u'] === account.user && row['h'] === account.host);
    const roles = own.map((row) => `${quote(row['ru'] ?? '')}@${quote(row['rh'] ?? '')}`);
    return roles.length > 0 ? [`SET DEFAULT ROLE ${roles.join(', ')} TO ${nameOf(account)}`] : [];
  });
}
