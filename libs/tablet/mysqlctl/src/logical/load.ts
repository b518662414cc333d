import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { VtError } from '@vt/base';
import { type MysqlSession, withSession } from '@vt/mysql';
import { besideServer } from '../backup/apply-binlogs.ts';
import { runLimited } from '../backup/run-limited.ts';
import type { Mysqld } from '../server/mysqld.ts';
import { ACCOUNTS_FILE, CODE_FILE, TABLES_FILE } from './dump.ts';
import { LoadMarks } from './load-marks.ts';

export type LoadOptions = {
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onFile: (name: string, done: number, all: number) => void;
  /** So many of the files are loaded already. */
  readonly onResume?: (done: number, all: number) => void;
};

const TAIL_CHARS = 2_000;

/** Executes the files of a dump on a running server without data, several at once between the first and the last; or those that are missing on one where `mayGoOn` said so. */
export async function loadDump(
  mysqld: Mysqld,
  folder: string,
  names: readonly string[],
  options: LoadOptions,
): Promise<void> {
  const { signal } = options;
  await withSession(
    mysqld.connectOptions('vt_dba'),
    (session) => load(session, mysqld, folder, names, options),
    signal,
  );
}

/** Whether an attempt that was interrupted has left a server that the rest of the same dump can be loaded into. */
export async function mayGoOn(mysqld: Mysqld, signal: AbortSignal): Promise<boolean> {
  const found = await withSession(
    mysqld.connectOptions('vt_dba'),
    (session) => new LoadMarks(session).found(signal),
    signal,
  );
  return found !== undefined;
}

async function load(
  session: MysqlSession,
  mysqld: Mysqld,
  folder: string,
  names: readonly string[],
  { concurrency, signal, onFile, onResume }: LoadOptions,
): Promise<void> {
  const marks = new LoadMarks(session);
  const loaded = (await marks.found(signal)) ?? new Set<string>();
  await marks.begin(signal);
  if (loaded.size > 0) onResume?.(loaded.size, names.length);
  const rows = names.filter((name) => ![TABLES_FILE, CODE_FILE, ACCOUNTS_FILE].includes(name));
  let done = 0;
  const run = async (name: string, around = { before: '', behind: '' }): Promise<void> => {
    if (!loaded.has(name)) await execute(mysqld, join(folder, name), around, signal);
    onFile(name, ++done, names.length);
  };
  await run(TABLES_FILE);
  if (!loaded.has(TABLES_FILE)) await marks.add(TABLES_FILE, signal);
  await runLimited(rows, concurrency, (name) => run(name, marks.around(name)));
  await marks.add(CODE_FILE, signal);
  await run(CODE_FILE);
  // Dumps have had it since accounts are in them.
  if (names.includes(ACCOUNTS_FILE)) await run(ACCOUNTS_FILE);
  await marks.remove(signal);
}

async function execute(
  mysqld: Mysqld,
  file: string,
  { before, behind }: { readonly before: string; readonly behind: string },
  signal: AbortSignal,
): Promise<void> {
  const program = besideServer(mysqld.program, mysqld.version.flavor === 'mysql' ? 'mysql' : 'mariadb');
  const args = [
    ...['--no-defaults', '--binary-mode', '--default-character-set=utf8mb4', '--user=vt_dba'],
    ...[`--socket=${mysqld.layout.socket}`, '--init-command=SET SESSION sql_log_bin = 0', '--max-allowed-packet=1G'],
  ];
  const statements = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from(before);
    yield* createReadStream(file) as AsyncIterable<Buffer>;
    yield Buffer.from(behind);
  };
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'], signal });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-TAIL_CHARS);
  });
  const ended = new Promise<void>((resolve, reject) => {
    const fail = (why: string) =>
      reject(new VtError({ code: 'INTERNAL', message: `a dump could not be loaded: ${why}` }));
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) =>
      code === 0 ? resolve() : fail(`${file}: ${program} ended with ${code}: ${text.trim()}`),
    );
  });
  const [piped, end] = await Promise.allSettled([pipeline(Readable.from(statements()), child.stdin), ended]);
  // A client that ended early says why itself.
  if (end.status === 'rejected') throw end.reason;
  if (piped.status === 'rejected') throw piped.reason;
}
