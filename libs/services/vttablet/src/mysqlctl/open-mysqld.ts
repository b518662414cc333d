import { mkdirSync, readFileSync } from 'node:fs';
import { withSession } from '@vt/mysql';
import { findServerProgram, Mysqld, readExtraMyCnf } from '@vt/mysqlctl';
import type { FlagValues } from '@vt/servenv/cli';
import { splitStatements } from '@vt/sqlparser';
import type { MysqlctlFlags } from './flags.ts';

/** The server that the flags of mysqlctl and mysqlctld name. `isSupervised`: this process starts it again when it ends. */
export async function openMysqld(values: FlagValues<MysqlctlFlags>, isSupervised = false): Promise<Mysqld> {
  const { env } = process;
  const dataRoot = values['tablet-dir'] || env['VTDATAROOT'] || process.cwd();
  mkdirSync(dataRoot, { recursive: true });
  return await Mysqld.open({
    program: findServerProgram(values.flavor, values['mysqld-prefix'] || env['VT_MYSQL_ROOT'] || undefined),
    dataRoot,
    uid: values['tablet-uid'],
    port: values['mysql-port'],
    bindAddress: values['mysqld-bind-address'],
    profile: values['mysqld-profile'],
    appWritesSidecar: true,
    ...(values['mysqld-template-cache-dir'] && { templateCacheDir: values['mysqld-template-cache-dir'] }),
    extraMyCnf: readExtraMyCnf(env),
    isSupervised,
  });
}

/** Makes the server and starts it, and executes `--init-db-sql-file`. */
export async function initMysqld(mysqld: Mysqld, values: FlagValues<MysqlctlFlags>): Promise<void> {
  await mysqld.init(AbortSignal.timeout(values['wait-time']));
  const path = values['init-db-sql-file'];
  if (!path) return;
  const text = readFileSync(path, 'utf8');
  await withSession(mysqld.connectOptions('vt_dba'), async (connection) => {
    for (const { start, end } of splitStatements(text)) await connection.query(text.slice(start, end));
  });
}
