import type { ConnectionPool, MysqlConnection } from '@vt/mysql';
import type { Stats } from '@vt/servenv';

/** What one reading found; tables by name. */
type Sizes = {
  readonly files: ReadonlyMap<string, { fileBytes: number; allocatedBytes: number }>;
  readonly tables: ReadonlyMap<string, { rows: number; clusteredBytes: number }>;
  readonly indexes: readonly { readonly table: string; readonly index: string; bytes: number; cardinality: number }[];
  readonly rowsRead: number;
};

const nothing: Sizes = { files: new Map(), tables: new Map(), indexes: [], rowsRead: 0 };
/** Who asks more often is told the same again. */
const FRESH_MS = 60_000;
const READ_TIMEOUT_MS = 30_000;

/**
 * How large InnoDB says that the tables are, for `/debug/vars` and `/metrics`. Read only where somebody asks, in the background: what is told is
 * what the last reading found, the first time nothing.
 */
export class TableSizes {
  readonly #dbName: string;
  readonly #rowsMax: number;
  #pool: ConnectionPool | undefined;
  #sizes: Sizes = nothing;
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(dbName: string, rowsMax: number) {
    this.#dbName = dbName;
    this.#rowsMax = rowsMax;
  }

  /** mysqld can be asked, or, without a pool, no more. */
  use(pool: ConnectionPool | undefined): void {
    this.#pool = pool;
    this.#readAtMs = Number.NEGATIVE_INFINITY;
    if (!pool) this.#sizes = nothing;
  }

  publish(stats: Stats): void {
    const ofTables = (read: (sizes: Sizes) => Iterable<readonly [string, number]>) => () =>
      [...read(this.#told())].map(([table, value]) => [[table], value] as const);
    const ofIndexes = (read: (index: Sizes['indexes'][number]) => number) => () =>
      this.#told().indexes.map((one) => [[one.table, one.index], read(one)] as const);
    const tables = ['Table'];
    const indexes = ['Table', 'Index'];
    stats.gaugesFunc(
      'TableFileSize',
      'bytes of tables’ files',
      tables,
      ofTables(({ files }) => map(files, ({ fileBytes }) => fileBytes)),
    );
    stats.gaugesFunc(
      'TableAllocatedSize',
      'bytes of tables’ files that the disk keeps for them',
      tables,
      ofTables(({ files }) => map(files, ({ allocatedBytes }) => allocatedBytes)),
    );
    stats.gaugesFunc(
      'TableRows',
      'rows of tables, about',
      tables,
      ofTables(({ tables: all }) => map(all, ({ rows }) => rows)),
    );
    stats.gaugesFunc(
      'TableClusteredIndexSize',
      'bytes of tables’ rows',
      tables,
      ofTables(({ tables: all }) => map(all, ({ clusteredBytes }) => clusteredBytes)),
    );
    stats.gaugesFunc(
      'IndexBytes',
      'bytes of indexes',
      indexes,
      ofIndexes(({ bytes }) => bytes),
    );
    stats.gaugesFunc(
      'IndexCardinality',
      'different values in indexes, about',
      indexes,
      ofIndexes(({ cardinality }) => cardinality),
    );
    stats.counterFunc('InnodbRowsRead', 'rows that mysqld read', () => this.#told().rowsRead);
  }

  #told(): Sizes {
    if (this.#pool && !this.#reading && performance.now() - this.#readAtMs > FRESH_MS) void this.refresh();
    return this.#sizes;
  }

  /** Reads now. What cannot be read stays as it was. */
  async refresh(): Promise<void> {
    const pool = this.#pool;
    if (!pool) return;
    this.#readAtMs = performance.now();
    this.#reading = this.#read(pool)
      .then((sizes) => {
        if (this.#pool === pool) this.#sizes = sizes;
      })
      // A mysqld that is away, or an account that may not see it: others tell of that.
      .catch(() => {})
      .finally(() => {
        this.#reading = undefined;
      });
    await this.#reading;
  }

  async #read(pool: ConnectionPool): Promise<Sizes> {
    const lease = await pool.acquire({ signal: AbortSignal.timeout(READ_TIMEOUT_MS) });
    try {
      const { connection } = lease;
      const db = quoted(this.#dbName);
      const rows = (sql: string) => readRows(connection, sql, this.#rowsMax);
      const spaces = connection.isMariadb ? 'innodb_sys_tablespaces' : 'innodb_tablespaces';
      // MySQL has the names as they are, MariaDB as the file system has them.
      const [name, inFiles] = [this.#dbName, inFileName(this.#dbName)].map((one) => quoted(`${likely(one)}/%`));
      const files = `select name, file_size, allocated_size from information_schema.${spaces} where name like ${name} or name like ${inFiles}`;
      const tables = `select table_name, n_rows, clustered_index_size * @@innodb_page_size from mysql.innodb_table_stats where database_name = ${db}`;
      const indexes = `select table_name, index_name, stat_value * @@innodb_page_size from mysql.innodb_index_stats where database_name = ${db} and stat_name = 'size'`;
      const cardinalities = `select table_name, index_name, max(cardinality) from information_schema.statistics where table_schema = ${db} group by table_name, index_name`;
      return {
        files: filesOf(await rows(files)),
        tables: tablesOf(await rows(tables)),
        indexes: indexesOf(await rows(indexes), await rows(cardinalities)),
        rowsRead: Number((await rows("show global status like 'Innodb_rows_read'"))[0]?.[1] ?? 0),
      };
    } finally {
      lease.release();
    }
  }
}

function* map<T>(all: ReadonlyMap<string, T>, read: (one: T) => number): Iterable<readonly [string, number]> {
  for (const [name, one] of all) yield [name, read(one)];
}

type Rows = readonly (readonly string[])[];

async function readRows(connection: MysqlConnection, sql: string, rowsMax: number): Promise<Rows> {
  const { rows } = await connection.execute(sql, rowsMax);
  return rows.map((row) => row.map((value) => (value ? Buffer.from(value).toString('utf8') : '')));
}

/** Files of one table's partitions are added up. */
function filesOf(rows: Rows): Sizes['files'] {
  const found = new Map<string, { fileBytes: number; allocatedBytes: number }>();
  for (const [name = '', file, allocated] of rows) {
    const table = withoutPartition(fromFileName(name.slice(name.indexOf('/') + 1)));
    const sum = found.get(table) ?? { fileBytes: 0, allocatedBytes: 0 };
    sum.fileBytes += Number(file);
    sum.allocatedBytes += Number(allocated);
    found.set(table, sum);
  }
  return found;
}

function tablesOf(rows: Rows): Sizes['tables'] {
  const found = new Map<string, { rows: number; clusteredBytes: number }>();
  for (const [name = '', count, bytes] of rows) {
    const table = withoutPartition(name);
    const sum = found.get(table) ?? { rows: 0, clusteredBytes: 0 };
    sum.rows += Number(count);
    sum.clusteredBytes += Number(bytes);
    found.set(table, sum);
  }
  return found;
}

function indexesOf(sizes: Rows, cardinalities: Rows): Sizes['indexes'] {
  const found = new Map<string, Sizes['indexes'][number]>();
  const entry = (table: string, index: string) => {
    const key = `${table}\n${index}`;
    const one = found.get(key) ?? { table, index, bytes: 0, cardinality: 0 };
    found.set(key, one);
    return one;
  };
  for (const [table = '', index = '', bytes] of sizes) entry(withoutPartition(table), index).bytes += Number(bytes);
  for (const [table = '', index = '', count] of cardinalities) entry(table, index).cardinality = Number(count);
  return [...found.values()];
}

const withoutPartition = (name: string): string => name.replace(/#p#.*$/i, '');

/** `@002d` in a file's name is a character that the file system may not know. */
const fromFileName = (name: string): string =>
  name.replaceAll(/@([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

const inFileName = (name: string): string =>
  name.replaceAll(/[^\w$]/g, (char) => `@${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

const likely = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
