import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { anySignal, VtError } from '@vt/base';
import { flushWithReadLock, type MysqlSession, type Position, underGentleLock } from '@vt/mysql';
import type { FoundFile } from '../backup/find-files.ts';
import { runLimited } from '../backup/run-limited.ts';
import { replicationOf } from '../replication/replication.ts';
import type { Mysqld } from '../server/mysqld.ts';
import { quoteName } from '../sql-executor.ts';
import { accountDefinitions } from './accounts.ts';
import { type DumpTable, readCatalog } from './catalog.ts';
import { formOf, valueText } from './columns.ts';
import { codeDefinitions, PREAMBLE, tableDefinitions } from './definitions.ts';
import { RowStream } from './row-stream.ts';

export type DumpOptions = {
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onTable: (table: string, rows: bigint) => void;
};

export type Dumped = { readonly position: Position; readonly files: readonly FoundFile[] };

/** Loaded first, and last: what is granted is there by then. */
export const TABLES_FILE = 'tables.sql';
export const CODE_FILE = 'code.sql';
export const ACCOUNTS_FILE = 'accounts.sql';

/** A statement's length where it ends; a row that is longer is one by itself. */
const STATEMENT_CHARS = 1 << 20;
/** A file's length where it ends, so that a big table is loaded by several at once. */
const FILE_BYTES = 64 << 20;
/** How long changes of the schema that run are waited for. */
const BACKUP_LOCK_WAIT_S = 60;
/** Writes wait no longer than this at a stretch for the lock of the server, which waits for statements that run; then it is their turn. */
const MODEST_MS = 250;
const LOCK_TRIES_MS = 600_000;

/**
 * Writes all that a running server holds, its accounts, but not its system schemas, as statements into files of a folder: as they were at one position, which is returned. All tables are read through
 * snapshots that were opened while nobody could write, several at once. Tables without transactions are read while nobody can write.
 */
export async function logicalDump(mysqld: Mysqld, folder: string, options: DumpOptions): Promise<Dumped> {
  const { signal, concurrency } = options;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const sessions: MysqlSession[] = [];
  const open = async (): Promise<MysqlSession> => {
    const session = await mysqld.connect('vt_dba', signal);
    sessions.push(session);
    await session.execute("SET SESSION sql_mode = '', time_zone = '+00:00', net_write_timeout = 3600", signal);
    return session;
  };
  try {
    const holder = await open();
    const readers = await Promise.all(Array.from({ length: Math.max(1, concurrency) }, open));
    await holder.execute(`SET SESSION lock_wait_timeout = ${BACKUP_LOCK_WAIT_S}`, signal);
    if (mysqld.version.flavor === 'mysql') await holder.execute('LOCK INSTANCE FOR BACKUP', signal);
    const position = await lockServer(holder, readers, signal, async () => {
      for (const reader of readers) {
        await reader.execute('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ', signal);
        await reader.execute('START TRANSACTION WITH CONSISTENT SNAPSHOT', signal);
      }
      return await replicationOf(holder, mysqld.version).position(signal);
    });
    const catalog = await readCatalog(holder, signal);
    writeFileSync(join(folder, TABLES_FILE), await tableDefinitions(holder, catalog, signal));
    writeFileSync(join(folder, CODE_FILE), await codeDefinitions(holder, catalog, signal));
    writeFileSync(join(folder, ACCOUNTS_FILE), await accountDefinitions(holder, mysqld.version, signal));
    const isSafe = ({ engine }: DumpTable): boolean => /^(InnoDB|ROCKSDB)$/i.test(engine);
    const all = catalog.tables.map((table, number) => ({ table, number }));
    const files: FoundFile[] = [TABLES_FILE, CODE_FILE, ACCOUNTS_FILE].map((name) => found(folder, name, 0));
    const free = [...readers];
    const read = async (which: readonly (typeof all)[number][]): Promise<void> =>
      runLimited(which, readers.length, async ({ table, number }) => {
        const reader = free.pop() as MysqlSession;
        // Raw bytes: what they mean is the column's business.
        await reader.execute('SET SESSION character_set_results = NULL', signal);
        const { rows, names } = await dumpTable(reader, table, number, folder, signal);
        files.push(...names.map(({ name, bytes }) => found(folder, name, bytes)));
        free.push(reader);
        options.onTable(`${table.schema}.${table.name}`, rows);
      });
    await read(all.filter(({ table }) => !isSafe(table)));
    await holder.execute('UNLOCK TABLES', signal);
    await read(all.filter(({ table }) => isSafe(table)));
    return { position, files };
  } finally {
    for (const session of sessions) session.close();
  }
}

/** Keeps writes out of the whole server, until `holder` unlocks, and does `work` first. Statements that run long are waited for, but never so that all others wait with the dump. */
async function lockServer<T>(
  holder: MysqlSession,
  [reader]: readonly MysqlSession[],
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const sessions = { locker: holder.connection, other: (reader as MysqlSession).connection };
  const ways = [flushWithReadLock({ fromMs: 0, mostMs: MODEST_MS })];
  const tooLate = AbortSignal.timeout(LOCK_TRIES_MS);
  try {
    return await underGentleLock(sessions, ways, work, (piece) => piece(), anySignal([signal, tooLate]));
  } catch (error) {
    if (!tooLate.aborted || signal.aborted) throw error;
    const message = `writes could not be kept out for a moment: statements that run long were in the way for ${LOCK_TRIES_MS / 60_000} minutes`;
    throw new VtError({ code: 'DEADLINE_EXCEEDED', message, cause: error });
  }
}

const found = (folder: string, name: string, bytes: number): FoundFile => ({
  base: 'Logical',
  name,
  path: join(folder, name),
  bytes,
});

type Written = { readonly rows: bigint; readonly names: readonly { readonly name: string; readonly bytes: number }[] };

async function dumpTable(
  session: MysqlSession,
  table: DumpTable,
  number: number,
  folder: string,
  signal: AbortSignal,
): Promise<Written> {
  const names: { name: string; bytes: number }[] = [];
  const chunks = statements(session, table, signal);
  let rows = 0n;
  let next = await chunks.next();
  while (!next.done) {
    const name = `${String(number).padStart(5, '0')}.${String(names.length).padStart(5, '0')}.sql`;
    let bytes = 0;
    const part = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(`${PREAMBLE}USE ${quoteName(table.schema)};\n`);
      while (!next.done && bytes < FILE_BYTES) {
        const { text, count } = next.value;
        rows += count;
        bytes += text.length;
        yield text;
        next = await chunks.next();
      }
    };
    await pipeline(Readable.from(part()), createWriteStream(join(folder, name)), { signal });
    names.push({ name, bytes });
  }
  return { rows, names };
}

/** The rows of a table as INSERTs. */
async function* statements(
  session: MysqlSession,
  table: DumpTable,
  signal: AbortSignal,
): AsyncGenerator<{ readonly text: Buffer; readonly count: bigint }, void, void> {
  const where = `${quoteName(table.schema)}.${quoteName(table.name)}`;
  const forms = table.columns.map((column) => formOf(column, `${table.schema}.${table.name}`));
  const names = table.columns.map(({ name }) => quoteName(name)).join(', ');
  const head = Buffer.from(`INSERT INTO ${quoteName(table.name)} (${names}) VALUES\n`).toString('latin1');
  const stream = new RowStream(session.connection, `SELECT ${forms.map(({ read }) => read).join(', ')} FROM ${where}`);
  const onAbort = (): void => session.close();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    let [tuples, length]: [string[], number] = [[], 0];
    const take = () => {
      const statement = {
        text: Buffer.from(`${head}${tuples.join(',\n')};\n`, 'latin1'),
        count: BigInt(tuples.length),
      };
      [tuples, length] = [[], 0];
      return statement;
    };
    for await (const rows of stream.batches()) {
      for (const row of rows) {
        const tuple = `(${row.map((value, i) => valueText(value, forms[i]?.write ?? 'bytes')).join(',')})`;
        if (length > 0 && length + tuple.length > STATEMENT_CHARS) yield take();
        tuples.push(tuple);
        length += tuple.length;
      }
    }
    if (tuples.length > 0) yield take();
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
