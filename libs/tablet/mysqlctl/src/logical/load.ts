import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { VtError } from '@vt/base';
import { besideServer } from '../backup/apply-binlogs.ts';
import { runLimited } from '../backup/run-limited.ts';
import type { Mysqld } from '../server/mysqld.ts';
import { ACCOUNTS_FILE, CODE_FILE, TABLES_FILE } from './dump.ts';

export type LoadOptions = {
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onFile: (name: string, done: number, all: number) => void;
};

const TAIL_CHARS = 2_000;

/** Executes the files of a dump on a running server without data, several at once between the first and the last. */
export async function loadDump(
  mysqld: Mysqld,
  folder: string,
  names: readonly string[],
  options: LoadOptions,
): Promise<void> {
  const rows = names.filter((name) => ![TABLES_FILE, CODE_FILE, ACCOUNTS_FILE].includes(name));
  let done = 0;
  const load = async (name: string): Promise<void> => {
    await execute(mysqld, join(folder, name), options.signal);
    options.onFile(name, ++done, names.length);
  };
  await load(TABLES_FILE);
  await runLimited(rows, options.concurrency, load);
  await load(CODE_FILE);
  // Dumps have had it since accounts are in them.
  if (names.includes(ACCOUNTS_FILE)) await load(ACCOUNTS_FILE);
}

async function execute(mysqld: Mysqld, file: string, signal: AbortSignal): Promise<void> {
  const program = besideServer(mysqld.program, mysqld.version.flavor === 'mysql' ? 'mysql' : 'mariadb');
  const args = [
    ...['--no-defaults', '--binary-mode', '--default-character-set=utf8mb4', '--user=vt_dba'],
    ...[`--socket=${mysqld.layout.socket}`, '--init-command=SET SESSION sql_log_bin = 0', '--max-allowed-packet=1G'],
  ];
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
  const [piped, end] = await Promise.allSettled([pipeline(createReadStream(file), child.stdin), ended]);
  // A client that ended early says why itself.
  if (end.status === 'rejected') throw end.reason;
  if (piped.status === 'rejected') throw piped.reason;
}
