import type { Flavor, ServerVersion } from '../server/version.ts';
import type { SqlExecutor } from '../sql-executor.ts';
import { MariadbReplication } from './mariadb.ts';
import type { OpenSession } from './mariadb-full-disk.ts';
import { MysqlReplication } from './mysql.ts';
import type { Replication } from './types.ts';

const FLAVORS = {
  mariadb: (sql, _, another) => new MariadbReplication(sql, another),
  mysql: (sql, version) => new MysqlReplication(sql, version),
} satisfies Record<Flavor, (sql: SqlExecutor, version: ServerVersion, another?: OpenSession) => Replication>;

/**
 * The replication commands of a server, run through one of its vt_dba sessions. `another` opens a second one, for what this one cannot wait for: without it a stop waits until MariaDB
 * has its disk space.
 */
export function replicationOf(sql: SqlExecutor, version: ServerVersion, another?: OpenSession): Replication {
  return FLAVORS[version.flavor](sql, version, another);
}
