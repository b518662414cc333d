import type { Flavor, ServerVersion } from '../server/version.ts';
import type { SqlExecutor } from '../sql-executor.ts';
import { MariadbReplication } from './mariadb.ts';
import { MysqlReplication } from './mysql.ts';
import type { Replication } from './types.ts';

const FLAVORS = {
  mariadb: (sql) => new MariadbReplication(sql),
  mysql: (sql, version) => new MysqlReplication(sql, version),
} satisfies Record<Flavor, (sql: SqlExecutor, version: ServerVersion) => Replication>;

/** The replication commands of a server, run through one of its vt_dba sessions. */
export function replicationOf(sql: SqlExecutor, version: ServerVersion): Replication {
  return FLAVORS[version.flavor](sql, version);
}
