import { VtError } from '@vt/base';
import { MysqlConnection } from '@vt/mysql';
import type { MysqldUser } from '@vt/mysqlctl';
import type { QueryResult } from '@vt/proto';
import { splitStatements } from '@vt/sqlparser';
import type { ResultSink } from '@vt/sqltypes';
import { ResultMessageSink } from '@vt/tabletserver';
import { literal } from './literal.ts';
import type { TabletManager } from './tablet-manager.ts';

export type Fetch = {
  readonly user: MysqldUser;
  readonly sql: Uint8Array;
  readonly rowsMax: number;
  /** Empty: no schema is chosen. */
  readonly dbName: string;
  readonly disableBinlogs?: boolean;
  readonly disableForeignKeyChecks?: boolean;
  /** Empty: the server's own. */
  readonly sqlMode?: string;
  readonly reloadSchema?: boolean;
  readonly signal: AbortSignal;
};

const ROWS_MAX = 10_000;

/** Runs one statement (mysqld refuses more in one text) on a session of its own. */
export async function executeFetch(manager: TabletManager, fetch: Fetch): Promise<QueryResult> {
  const [result] = await fetchAll(manager, fetch, [fetch.sql]);
  return result as QueryResult;
}

/** Runs the statements of a text one after the other, on one session, until one fails. */
export async function executeFetches(manager: TabletManager, fetch: Fetch): Promise<QueryResult[]> {
  const text = Buffer.from(fetch.sql).toString();
  const statements = splitStatements(text).map(({ start, end }) => Buffer.from(text.slice(start, end)));
  return fetchAll(manager, fetch, statements);
}

async function fetchAll(
  manager: TabletManager,
  fetch: Fetch,
  statements: readonly Uint8Array[],
): Promise<QueryResult[]> {
  const connection = await MysqlConnection.connect(manager.server.connectOptions(fetch.user), fetch.signal);
  const abort = () => connection.destroy();
  fetch.signal.addEventListener('abort', abort, { once: true });
  try {
    if (fetch.dbName !== '') await connection.execute(`USE \`${fetch.dbName.replaceAll('`', '``')}\``);
    if (fetch.disableBinlogs) await connection.execute('SET sql_log_bin = OFF');
    if (fetch.disableForeignKeyChecks) await connection.execute('SET foreign_key_checks = OFF');
    if (fetch.sqlMode) await connection.execute(`SET sql_mode = ${literal(fetch.sqlMode)}`);
    const results: QueryResult[] = [];
    try {
      for (const sql of statements) results.push(await run(connection, sql, fetch.rowsMax || ROWS_MAX));
    } catch (error) {
      // Those before it stay. What failed is told, not that the schema cannot be read either.
      if (fetch.reloadSchema && results.length > 0) await manager.queryService.schema?.reload().catch(() => {});
      throw error;
    }
    if (fetch.reloadSchema) await manager.queryService.schema?.reload();
    return results;
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
