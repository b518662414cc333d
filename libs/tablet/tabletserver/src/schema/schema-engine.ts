import { isInternalTable } from '@vt/migration';
import type { ConnectionPool, MysqlConnection } from '@vt/mysql';
import type { Result } from '@vt/sqltypes';
import { isMessageComment } from '../messager/table/read-comment.ts';
import { isSame, keepLoadedFunctions, type LoadedFunctions, readLoadedFunctions } from './loaded-functions.ts';

export type TableKind = 'table' | 'view' | 'sequence' | 'message';

/** How values of a key's column are compared; only such that a value of the same kind is found by the key. */
export type KeyColumnKind = 'binary' | 'integer' | 'text';

export type SchemaTable = {
  readonly name: string;
  readonly kind: TableKind;
  readonly comment: string;
  /** Changes when a column, key, foreign key or view text does. */
  readonly fingerprint: string;
  /** The columns of the primary key in lower case; undefined: there is none, or one with a column of another kind. */
  readonly key: ReadonlyMap<string, KeyColumnKind> | undefined;
};

export type SchemaChange = {
  readonly tables: readonly string[];
  readonly views: readonly string[];
  /** Whether functions were loaded into the server, or taken from it. */
  readonly functions: boolean;
};

export type SchemaEngineOptions = {
  readonly pool: ConnectionPool;
  readonly dbName: string;
  readonly tablesMax: number;
  readonly onChange: (change: SchemaChange) => void;
  /** Told of each reading, before `onChange`. */
  readonly onRead?: (tables: ReadonlyMap<string, SchemaTable>) => void;
  readonly onReload?: (elapsedMs: number) => void;
  readonly onReloadFailed?: () => void;
  /** The sidecar schema where loaded functions are told, which a primary can write; undefined: this tablet tells nobody. */
  readonly keepsFunctionsIn?: () => string | undefined;
  /** They could not be written there; they are tried again with the next reading. */
  readonly onNotKept?: (error: unknown) => void;
};

type Read = { readonly tables: ReadonlyMap<string, SchemaTable>; readonly functions: LoadedFunctions };

/** Wide enough for names and definitions of `schemaTablesMax` tables. */
const RELOAD_TIMEOUT_MS = 30_000;

const tableSql = (
  db: string,
): string => `select t.table_name, t.table_type, t.table_comment, c.columns_crc, k.keys_crc, f.foreign_crc, r.rules_crc
  from information_schema.tables t
  left join (select table_name, sum(crc32(concat_ws('|', column_name, ordinal_position, column_type, is_nullable, column_default,
      extra, collation_name, generation_expression))) as columns_crc
    from information_schema.columns where table_schema = ${db} group by table_name) c on c.table_name = t.table_name
  left join (select table_name, sum(crc32(concat_ws('|', index_name, seq_in_index, column_name, non_unique))) as keys_crc
    from information_schema.statistics where table_schema = ${db} group by table_name) k on k.table_name = t.table_name
  left join (select table_name, sum(crc32(concat_ws('|', constraint_name, ordinal_position, column_name, referenced_table_schema,
      referenced_table_name, referenced_column_name))) as foreign_crc
    from information_schema.key_column_usage where table_schema = ${db} and referenced_table_name is not null
    group by table_name) f on f.table_name = t.table_name
  left join (select table_name, sum(crc32(concat_ws('|', constraint_name, update_rule, delete_rule))) as rules_crc
    from information_schema.referential_constraints where constraint_schema = ${db} group by table_name) r on r.table_name = t.table_name
  where t.table_schema = ${db}`;

const keySql = (db: string): string => `select table_name, column_name, data_type
  from information_schema.columns where table_schema = ${db} and column_key = 'PRI'`;

/** A primary key has at most so many columns. */
const KEY_COLUMNS_MAX = 16;

const keyKinds: Readonly<Record<string, KeyColumnKind>> = {
  bigint: 'integer',
  binary: 'binary',
  char: 'text',
  int: 'integer',
  mediumint: 'integer',
  smallint: 'integer',
  tinyint: 'integer',
  varbinary: 'binary',
  varchar: 'text',
};

const viewSql = (db: string): string =>
  `select table_name, crc32(view_definition) from information_schema.views where table_schema = ${db}`;

const text = (value: Uint8Array | null | undefined): string => (value ? Buffer.from(value).toString('utf8') : '');

function kindOf(tableType: string, comment: string): TableKind {
  if (tableType === 'VIEW') return 'view';
  if (comment.startsWith('vitess_sequence')) return 'sequence';
  return isMessageComment(comment) ? 'message' : 'table';
}

/** What tables the tablet's schema has, kept by reloading; tells which changed. */
export class SchemaEngine {
  readonly #options: SchemaEngineOptions;
  #tables: ReadonlyMap<string, SchemaTable> = new Map();
  #functions: LoadedFunctions = new Map();
  #isLoaded = false;
  #reloading: Promise<void> | undefined;
  #again = false;
  #isKeeping = false;

  constructor(options: SchemaEngineOptions) {
    this.#options = options;
  }

  get tables(): ReadonlyMap<string, SchemaTable> {
    return this.#tables;
  }

  get functions(): LoadedFunctions {
    return this.#functions;
  }

  /** Reads the schema. Calls that come while one reads share the next reading, which starts after their cause. */
  async reload(): Promise<void> {
    if (this.#reloading) {
      this.#again = true;
      return await this.#reloading;
    }
    this.#reloading = this.#reloadAll().finally(() => {
      this.#reloading = undefined;
    });
    await this.#reloading;
  }

  async #reloadAll(): Promise<void> {
    do {
      this.#again = false;
      const { tables, functions } = await this.#timedRead();
      this.#options.onRead?.(tables);
      const change = this.#isLoaded
        ? { ...difference(this.#tables, tables), functions: !isSame(this.#functions, functions) }
        : undefined;
      this.#tables = tables;
      this.#functions = functions;
      this.#isLoaded = true;
      void this.#keepFunctions();
      if (change && (change.functions || change.tables.length + change.views.length > 0))
        this.#options.onChange(change);
    } while (this.#again);
  }

  /** Beside the reading: a write may wait for a replica that acknowledges it, and the schema is needed before. */
  async #keepFunctions(): Promise<void> {
    const sidecar = this.#options.keepsFunctionsIn?.();
    if (sidecar === undefined || this.#isKeeping) return;
    this.#isKeeping = true;
    try {
      await this.#with((connection) => keepLoadedFunctions(connection, sidecar, this.#functions));
    } catch (error) {
      this.#options.onNotKept?.(error);
    } finally {
      this.#isKeeping = false;
    }
  }

  async #timedRead(): Promise<Read> {
    const sinceMs = performance.now();
    try {
      const read = await this.#read();
      this.#options.onReload?.(performance.now() - sinceMs);
      return read;
    } catch (error) {
      this.#options.onReloadFailed?.();
      throw error;
    }
  }

  async #read(): Promise<Read> {
    const db = quoted(this.#options.dbName);
    return await this.#with(async (connection) => {
      const rowsMax = this.#options.tablesMax;
      const [tables, views, keys] = [
        await connection.execute(tableSql(db), rowsMax),
        await connection.execute(viewSql(db), rowsMax),
        await connection.execute(keySql(db), rowsMax * KEY_COLUMNS_MAX),
      ];
      const functions = await readLoadedFunctions(connection, db);
      return { tables: readTables(tables, views, readKeys(keys)), functions };
    });
  }

  /** CREATE statements by name; names that do not exist (any more) are left out. All of the kind when no names are given. */
  async definitions(kind: 'tables' | 'views' | 'all', names: readonly string[]): Promise<Record<string, string>> {
    const wanted = [...this.#tables.values()].filter((table) => {
      const isWanted = kind === 'all' || (table.kind === 'view') === (kind === 'views');
      return isWanted && (names.length === 0 || names.includes(table.name));
    });
    return await this.#with(async (connection) => {
      const found: Record<string, string> = {};
      for (const { name, kind: own } of wanted) {
        const what = own === 'view' ? 'view' : 'table';
        const from = `${backticked(this.#options.dbName)}.${backticked(name)}`;
        const shown = await connection.execute(`show create ${what} ${from}`).catch(() => undefined);
        if (shown) found[name] = text(shown.rows[0]?.[1]);
      }
      return found;
    });
  }

  async #with<T>(work: (connection: MysqlConnection) => Promise<T>): Promise<T> {
    const lease = await this.#options.pool.acquire({ signal: AbortSignal.timeout(RELOAD_TIMEOUT_MS) });
    try {
      return await work(lease.connection);
    } finally {
      lease.release();
    }
  }
}

const quoted = (name: string): string => `'${name.replace(/['\\]/g, '\\$&')}'`;
const backticked = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

type Keys = ReadonlyMap<string, SchemaTable['key']>;

function readKeys({ rows }: Result): Keys {
  const keys = new Map<string, Map<string, KeyColumnKind> | undefined>();
  for (const row of rows) {
    const [table, column, type] = row.map(text) as [string, string, string];
    const kind = keyKinds[type.toLowerCase()];
    const known = keys.has(table) ? keys.get(table) : new Map<string, KeyColumnKind>();
    keys.set(table, kind && known?.set(column.toLowerCase(), kind));
  }
  return keys;
}

function readTables(tables: Result, views: Result, keysByTable: Keys): ReadonlyMap<string, SchemaTable> {
  const viewTexts = new Map(views.rows.map((row) => [text(row[0]), text(row[1])]));
  const read = tables.rows.map((row): [string, SchemaTable] => {
    const [name = '', type = '', comment = '', ...sums] = row.map(text);
    const fingerprint = [type, comment, ...sums, viewTexts.get(name) ?? ''].join('|');
    return [name, { name, kind: kindOf(type, comment), comment, fingerprint, key: keysByTable.get(name) }];
  });
  // Tables of migrations and of the garbage collection are nobody's business.
  return new Map(read.filter(([name]) => !isInternalTable(name)));
}

/** Names that appeared, changed or disappeared. */
function difference(
  before: ReadonlyMap<string, SchemaTable>,
  after: ReadonlyMap<string, SchemaTable>,
): Omit<SchemaChange, 'functions'> {
  const changed = new Map<string, SchemaTable>();
  for (const [name, table] of after) if (before.get(name)?.fingerprint !== table.fingerprint) changed.set(name, table);
  for (const [name, table] of before) if (!after.has(name)) changed.set(name, table);
  const tables: string[] = [];
  const views: string[] = [];
  for (const [name, { kind }] of changed) (kind === 'view' ? views : tables).push(name);
  return { tables: tables.sort(), views: views.sort() };
}
