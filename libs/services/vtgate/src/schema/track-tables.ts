import { anySignal } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import type { Row } from '@vt/sqltypes';
import type { TrackedTables } from '@vt/vschema';
import { ownRead } from '../gateway/own-read.ts';
import type { ServingGraph, TabletGateway, TabletTarget } from '../gateway/tablet-gateway.ts';
import { readForeignKeys, readKeys, readTables, readViews, withForeignKeys } from './read-tables.ts';

const COLUMNS_MAX = 2_000_000;
const TIMEOUT_MS = 30_000;
const DELAY_MS = 50;
const RETRY_MS = 2_000;
const USER = 'vtgate schema tracker';

const QUERY =
  'select table_name, column_name, data_type, column_type, collation_name, is_nullable, column_default, extra, version() ' +
  'from information_schema.columns where table_schema = database() order by table_name, ordinal_position';

/** The same of the columns that a MariaDB gives a table with a history where that has no PERIOD of its own. */
const HISTORY_QUERY =
  "select t.table_name, h.name, 'timestamp', 'timestamp(6)', null, 'NO', null, 'STORED GENERATED, INVISIBLE', version() " +
  "from information_schema.tables t join (select 'row_start' as name union all select 'row_end') h " +
  "where t.table_schema = database() and t.table_type = 'SYSTEM VERSIONED' and not exists (" +
  'select 1 from information_schema.columns c where c.table_schema = database() and c.table_name = t.table_name ' +
  "and c.generation_expression = 'ROW START')";

const KEYS_QUERY =
  'select table_name, index_name, column_name from information_schema.statistics ' +
  "where table_schema = database() and non_unique = 0 order by table_name, index_name <> 'PRIMARY', index_name, seq_in_index";

const VIEWS_QUERY =
  'select table_name, view_definition, table_schema from information_schema.views where table_schema = database()';

const FOREIGN_KEYS_QUERY =
  'select k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name, r.delete_rule, r.update_rule ' +
  'from information_schema.key_column_usage k join information_schema.referential_constraints r ' +
  'on r.constraint_schema = k.constraint_schema and r.constraint_name = k.constraint_name and r.table_name = k.table_name ' +
  'where k.table_schema = database() and k.referenced_table_schema = database() ' +
  'order by k.table_name, k.constraint_name, k.ordinal_position';

export type TrackerDeps = {
  readonly gateway: TabletGateway;
  readonly serving: ServingGraph;
  readonly onTables: (keyspace: string, tables: TrackedTables) => void;
  /** Aggregate functions that were loaded into a primary's server, in lower case; undefined: nobody is asked. */
  readonly loadedAggregates?: (target: TabletTarget, signal: AbortSignal) => Promise<ReadonlySet<string>>;
  readonly onLoadedAggregates?: (keyspace: string, names: ReadonlySet<string>) => void;
  readonly onProblem: (keyspace: string, error: unknown) => void;
};

/** By the version that each column comes with. */
const isMariadb = ([first]: readonly Row[]): boolean => isMariadbVersion(Buffer.from(first?.at(-1) ?? '').toString());

/** Knows the tables and columns of each keyspace by asking one of its primaries; asks again when told that something changed. */
export class TableTracker {
  readonly #deps: TrackerDeps;
  readonly #signal: AbortSignal;
  readonly #pending = new Map<string, NodeJS.Timeout>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Promise<void>>();

  constructor(deps: TrackerDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    signal.addEventListener('abort', () => {
      for (const timer of this.#pending.values()) clearTimeout(timer);
      this.#pending.clear();
    });
  }

  /** Reads the keyspace's tables soon; calls in a row are one reading. */
  schedule(keyspace: string, delayMs = DELAY_MS): void {
    if (this.#signal.aborted || this.#pending.has(keyspace)) return;
    const timer = setTimeout(() => {
      this.#pending.delete(keyspace);
      void this.reload(keyspace);
    }, delayMs);
    timer.unref();
    this.#pending.set(keyspace, timer);
  }

  /**
   * Reads the keyspace's tables. Calls that come while it reads share the next reading, which starts after their cause.
   *
   * INVARIANT: one reading at a time of a keyspace, so that what was read first is not told last.
   */
  async reload(keyspace: string): Promise<void> {
    const [running, next] = [this.#running.get(keyspace), this.#next.get(keyspace)];
    if (next) return await next;
    if (!running) return await this.#start(keyspace);
    const after = running.then(() => {
      this.#next.delete(keyspace);
      return this.#start(keyspace);
    });
    this.#next.set(keyspace, after);
    await after;
  }

  #start(keyspace: string): Promise<void> {
    const reading = this.#read(keyspace).finally(() => this.#running.delete(keyspace));
    this.#running.set(keyspace, reading);
    return reading;
  }

  async #read(keyspace: string): Promise<void> {
    const [shard] = this.#deps.serving.shards(keyspace, 'PRIMARY') ?? [];
    if (!shard) return;
    try {
      const columns = await this.#ask(keyspace, shard.name, QUERY);
      const hidden = isMariadb(columns) ? await this.#ask(keyspace, shard.name, HISTORY_QUERY) : [];
      const keys = readKeys(await this.#ask(keyspace, shard.name, KEYS_QUERY));
      const views = readViews(await this.#ask(keyspace, shard.name, VIEWS_QUERY));
      const foreignKeys = readForeignKeys(await this.#ask(keyspace, shard.name, FOREIGN_KEYS_QUERY));
      this.#deps.onTables(keyspace, withForeignKeys(readTables([...columns, ...hidden], keys, views), foreignKeys));
      await this.#readAggregates(keyspace, shard.name);
    } catch (error) {
      if (this.#signal.aborted) return;
      this.#deps.onProblem(keyspace, error);
      this.schedule(keyspace, RETRY_MS);
    }
  }

  async #readAggregates(keyspace: string, shard: string): Promise<void> {
    const signal = anySignal([this.#signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const names = await this.#deps.loadedAggregates?.({ keyspace, shard, tabletType: 'PRIMARY' }, signal);
    if (names) this.#deps.onLoadedAggregates?.(keyspace, names);
  }

  #ask(keyspace: string, shard: string, sql: string): Promise<readonly Row[]> {
    const signal = anySignal([this.#signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const read = { sql, user: USER, rowsMax: COLUMNS_MAX, timeoutMs: TIMEOUT_MS };
    return ownRead(this.#deps.gateway, { keyspace, shard, tabletType: 'PRIMARY' }, read, signal);
  }
}
