import { isMariadbVersion } from '@vt/mysql';
import { print } from '@vt/sqlparser';
import type { StatementRun } from '../executor/statement.ts';
import { parseAsServer } from '../executor/texts/mariadb-syntax.ts';

const DEPRECATED = 1681;

/**
 * What is left of a FLUSH for the shards. FLUSH PRIVILEGES reads accounts again, and a client's are the gate's, which sees for itself when they
 * change; the user by which tablets run its statements may not do it either. Undefined: nothing is left.
 */
export function withoutPrivileges({ session, sql, deps }: StatementRun): string | undefined {
  if (!/\bprivileges\b/i.test(sql)) return sql;
  const { serverVersion } = deps.options;
  const statement = parseAsServer(sql, session.sqlMode, serverVersion);
  if (statement.kind !== 'Flush' || !statement.options.includes('privileges')) return sql;
  if (isDeprecated(serverVersion))
    session.warn(DEPRECATED, "'FLUSH PRIVILEGES' is deprecated and will be removed in a future release.");
  const options = statement.options.filter((option) => option !== 'privileges');
  return options.length > 0 ? print({ ...statement, options }) : undefined;
}

/** Since MySQL 9.2. */
function isDeprecated(serverVersion: string): boolean {
  const [, major = '0', minor = '0'] = /^(\d+)\.(\d+)/.exec(serverVersion) ?? [];
  return !isMariadbVersion(serverVersion) && Number(major) * 100 + Number(minor) >= 902;
}
