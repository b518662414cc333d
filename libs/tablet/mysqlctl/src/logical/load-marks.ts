import type { MysqlSession } from '@vt/mysql';
import { quote, quoteName } from '../sql-executor.ts';
import { CODE_FILE, TABLES_FILE } from './dump.ts';

const SCHEMA = '_vt_loading';
const TABLE = `${quoteName(SCHEMA)}.files`;
/** The code of a schema is not made twice: once it was begun, loading begins anew. */
const CODE_BEGUN = 'code begun';
const SYSTEM = ['information_schema', 'mysql', 'performance_schema', 'sys', SCHEMA].map(quote).join(', ');

/** Which files of a dump a server has loaded, kept on that server: a file's rows and its mark are one transaction. */
export class LoadMarks {
  readonly #session: MysqlSession;

  constructor(session: MysqlSession) {
    this.#session = session;
  }

  /**
   * The files that were loaded by an attempt which was interrupted; undefined: nobody can go on with what is there. INVARIANT: a table without transactions may hold half a file, so where there is one
   * the server is of no use.
   */
  async found(signal: AbortSignal): Promise<ReadonlySet<string> | undefined> {
    const [schema] = await this.#session.query(
      `SELECT 1 FROM information_schema.tables WHERE table_schema = ${quote(SCHEMA)}`,
      signal,
    );
    if (!schema) return undefined;
    const rows = await this.#session.query(`SELECT name FROM ${TABLE}`, signal);
    const names = new Set(rows.map((row) => row['name'] ?? ''));
    if (!names.has(TABLES_FILE) || names.has(CODE_BEGUN)) return undefined;
    const [other] = await this.#session.query(
      `SELECT 1 FROM information_schema.tables WHERE table_schema NOT IN (${SYSTEM}) AND table_type NOT IN ('VIEW', 'SYSTEM VIEW') AND engine NOT IN ('InnoDB', 'ROCKSDB') LIMIT 1`,
      signal,
    );
    return other ? undefined : names;
  }

  async begin(signal: AbortSignal): Promise<void> {
    await this.#run(`CREATE DATABASE IF NOT EXISTS ${quoteName(SCHEMA)}`, signal);
    await this.#run(`CREATE TABLE IF NOT EXISTS ${TABLE} (name varchar(255) PRIMARY KEY) ENGINE = InnoDB`, signal);
  }

  /** The statements before and behind those of a file that make both one transaction. */
  around(name: string): { readonly before: string; readonly behind: string } {
    return { before: 'START TRANSACTION;\n', behind: `\nINSERT INTO ${TABLE} VALUES (${quote(name)});\nCOMMIT;\n` };
  }

  async add(name: string, signal: AbortSignal): Promise<void> {
    await this.#run(`INSERT INTO ${TABLE} VALUES (${quote(name === CODE_FILE ? CODE_BEGUN : name)})`, signal);
  }

  /** Nothing of them is in what was loaded. */
  async remove(signal: AbortSignal): Promise<void> {
    await this.#run(`DROP DATABASE ${quoteName(SCHEMA)}`, signal);
  }

  async #run(statement: string, signal: AbortSignal): Promise<void> {
    await this.#session.execute('SET SESSION sql_log_bin = 0', signal);
    await this.#session.execute(statement, signal);
  }
}
