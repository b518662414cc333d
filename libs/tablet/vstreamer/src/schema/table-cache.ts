import type { MysqlConnection } from '@vt/mysql';
import { openSession } from '../source/session.ts';
import type { StreamSource } from '../source/source.ts';
import { readTable } from './read-table.ts';
import type { TableInfo } from './table-info.ts';

const TABLES_MAX = 10_000;

/** The server's tables as they are now, each read when first asked for and again when it was forgotten. */
export class TableCache {
  readonly #source: StreamSource;
  readonly #signal: AbortSignal;
  readonly #tables = new Map<string, TableInfo | undefined>();
  #connection: MysqlConnection | undefined;

  constructor(source: StreamSource, signal: AbortSignal) {
    this.#source = source;
    this.#signal = signal;
  }

  async get(database: string, table: string): Promise<TableInfo | undefined> {
    const name = `${database}.${table}`;
    if (this.#tables.has(name)) return this.#tables.get(name);
    if (this.#tables.size >= TABLES_MAX) this.#tables.clear();
    if (!this.#connection || this.#connection.isClosed)
      this.#connection = await openSession(this.#source, this.#signal);
    const found = await readTable(this.#connection, database, table);
    this.#tables.set(name, found);
    return found;
  }

  /** A schema change was seen. */
  forgetAll(): void {
    this.#tables.clear();
  }

  close(): void {
    this.#connection?.destroy();
  }
}
