import { setTimeout as delay } from 'node:timers/promises';
import { toVtError, VtError } from '@vt/base';
import { isGarbage, isInternalTable, readInternalTable } from '@vt/migration';
import type { ConnectOptions, MysqlConnection } from '@vt/mysql';
import type { Logger, Stats } from '@vt/servenv';
import type { TableGcConfig } from './config.ts';
import { withConnection } from './session.ts';
import { type GcTable, nextStep } from './transition.ts';

export type TableGcParts = {
  /** Sessions of vt_dba, in the tablet's database. */
  readonly connect: ConnectOptions;
  /** Why a table may not be emptied now; undefined: it may. */
  readonly throttled: () => string | undefined;
  /** Tells the query service that tables changed. */
  readonly schemaChanged: () => Promise<void>;
  readonly config: TableGcConfig;
  readonly stats: Stats;
  readonly log: Logger;
};

const THROTTLED_MS = 250;
const TABLES_MAX = 10_000;

/** Takes tables that nobody needs any more to their end. Open while the tablet is primary; what is to be done is in the tables' names. */
export class TableGc {
  readonly #parts: TableGcParts;
  #open: AbortController | undefined;
  #work: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #dropped = 0;

  constructor(parts: TableGcParts) {
    this.#parts = parts;
    parts.stats.counterFunc(
      'TableGCDropped',
      'tables that were dropped at the end of their life cycle',
      () => this.#dropped,
    );
  }

  open(): void {
    if (this.#open) return;
    this.#open = new AbortController();
    this.#checkIn(this.#intervalMs);
  }

  async close(): Promise<void> {
    this.#open?.abort();
    this.#open = undefined;
    clearTimeout(this.#timer);
    await this.#work;
  }

  get #intervalMs(): number {
    const { checkIntervalMs, purgeIntervalMs } = this.#parts.config;
    return Math.min(checkIntervalMs, purgeIntervalMs);
  }

  #checkIn(ms: number): void {
    const open = this.#open;
    clearTimeout(this.#timer);
    if (!open) return;
    this.#timer = setTimeout(() => {
      this.#work = this.#check(open.signal)
        .catch((error: unknown) => {
          if (!open.signal.aborted) this.#parts.log.warn({ err: toVtError(error) }, 'tables cannot be collected now');
        })
        .finally(() => this.#checkIn(this.#intervalMs));
    }, ms);
  }

  async #check(signal: AbortSignal): Promise<void> {
    const changed = await withConnection(this.#parts.connect, signal, async (connection) => {
      let changes = 0;
      for (const table of await garbage(connection)) {
        signal.throwIfAborted();
        if (await this.#tried(connection, table, signal)) changes++;
      }
      return changes;
    });
    if (changed > 0) await this.#parts.schemaChanged();
  }

  /** What is wrong with one table keeps none of the others. */
  async #tried(connection: MysqlConnection, table: GcTable, signal: AbortSignal): Promise<boolean> {
    try {
      return await this.#treat(connection, table, signal);
    } catch (error) {
      if (signal.aborted || connection.isClosed) throw error;
      this.#parts.log.warn({ table: table.name, err: toVtError(error) }, 'a table cannot be collected now');
      return false;
    }
  }

  /** True: it has another name now, or none. */
  async #treat(connection: MysqlConnection, table: GcTable, signal: AbortSignal): Promise<boolean> {
    const { config } = this.#parts;
    let step = nextStep(table, config, Date.now(), false);
    if (step.kind !== 'wait') await refuseInUse(connection, table.name);
    if (step.kind === 'purge') {
      await this.#purge(connection, table, signal);
      step = nextStep(table, config, Date.now(), true);
    }
    const name = quoted(table.name);
    switch (step.kind) {
      case 'drop':
        await connection.execute(`DROP ${table.isView ? 'VIEW' : 'TABLE'} IF EXISTS ${name}`);
        this.#dropped++;
        return true;
      case 'rename':
        await connection.execute(`RENAME TABLE ${name} TO ${quoted(step.to)}`);
        return true;
      default:
        return false;
    }
  }

  /**
   * Empties a table in small pieces, which replicas need not follow: they get the drop. Its foreign keys, and those of other tables that go, do nothing
   * to other tables' rows, and keep none of its own.
   */
  async #purge(connection: MysqlConnection, { name }: GcTable, signal: AbortSignal): Promise<void> {
    const { config, throttled } = this.#parts;
    await connection.execute('SET SESSION sql_log_bin = OFF, foreign_key_checks = OFF');
    try {
      for (;;) {
        signal.throwIfAborted();
        if (throttled() !== undefined) {
          await delay(THROTTLED_MS, undefined, { signal });
          continue;
        }
        const { affectedRows } = await connection.execute(`DELETE FROM ${quoted(name)} LIMIT ${config.purgeRows}`);
        if (affectedRows === 0n) return;
      }
    } finally {
      if (!connection.isClosed) await connection.execute('SET SESSION sql_log_bin = ON, foreign_key_checks = ON');
    }
  }
}

/** @throws FAILED_PRECONDITION where a table that stays has a foreign key to this one: it was renamed, and the key went with it. */
async function refuseInUse(connection: MysqlConnection, name: string): Promise<void> {
  const { rows } = await connection.execute(
    `SELECT DISTINCT table_name FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND referenced_table_schema = DATABASE() AND referenced_table_name = '${name}'`,
    TABLES_MAX,
  );
  const child = rows.map(([each]) => Buffer.from(each ?? '').toString('utf8')).find((each) => !isInternalTable(each));
  if (child === undefined) return;
  throw new VtError({ code: 'FAILED_PRECONDITION', message: `table ${child} has a foreign key to it` });
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

async function garbage(connection: MysqlConnection): Promise<readonly GcTable[]> {
  const { rows } = await connection.execute(
    "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE '\\_vt\\_%' ORDER BY table_name",
    TABLES_MAX,
  );
  return rows.flatMap(([name, type]): GcTable[] => {
    const text = Buffer.from(name ?? '').toString('utf8');
    const table = readInternalTable(text);
    return table && isGarbage(table) ? [{ name: text, isView: String(Buffer.from(type ?? '')) === 'VIEW', table }] : [];
  });
}
