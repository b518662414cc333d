import { VtError } from '@vt/base';
import { MysqlConnection } from '@vt/mysql';
import type { MysqldUser } from '@vt/mysqlctl';
import type { ResultSink } from '@vt/sqltypes';
import { type QueryResult, ResultMessageSink } from '@vt/tabletserver';
import type { TabletManager } from './tablet-manager.ts';

export type Fetch = {
  readonly user: MysqldUser;
  readonly sql: Uint8Array;
  readonly rowsMax: number;
  /** Empty: no schema is chosen. */
  readonly dbName: string;
  readonly disableBinlogs?: boolean;
  readonly disableForeignKeyChecks?: boolean;
  readonly reloadSchema?: boolean;
  readonly signal: AbortSignal;
};

const ROWS_MAX = 10_000;

/** Runs one statement (mysqld refuses more in one text) on a session of its own. */
export async function executeFetch(manager: TabletManager, fetch: Fetch): Promise<QueryResult> {
  const connection = await MysqlConnection.connect(manager.server.connectOptions(fetch.user), fetch.signal);
  const abort = () => connection.destroy();
  fetch.signal.addEventListener('abort', abort, { once: true });
  try {
    if (fetch.dbName !== '') await connection.execute(`USE \`${fetch.dbName.replaceAll('`', '``')}\``);
    if (fetch.disableBinlogs) await connection.execute('SET sql_log_bin = OFF');
    if (fetch.disableForeignKeyChecks) await connection.execute('SET foreign_key_checks = OFF');
    const result = await run(connection, fetch.sql, fetch.rowsMax || ROWS_MAX);
    if (fetch.reloadSchema) await manager.queryService.schema?.reload();
    return result;
  } finally {
    fetch.signal.removeEventListener('abort', abort);
    connection.close();
  }
}

function run(connection: MysqlConnection, sql: Uint8Array, rowsMax: number): Promise<QueryResult> {
  return new Promise((resolve, reject) => {
    const message = new ResultMessageSink('ALL');
    const sink: ResultSink = {
      onDrain: undefined,
      columns: (definitions, format) => message.columns(definitions, format),
      rows: (packets) => {
        message.rows(packets);
        const count = message.rowCount;
        if (count > rowsMax) {
          reject(new VtError({ code: 'RESOURCE_EXHAUSTED', message: `Row count exceeded ${rowsMax}` }));
          connection.destroy();
        }
        return true;
      },
      end: (ok, more) => {
        message.end(ok);
        if (!more) resolve(message.result);
      },
      error: reject,
    };
    connection.query(sql, sink);
  });
}
