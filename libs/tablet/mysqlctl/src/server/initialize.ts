import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VtError } from '@vt/base';
import { logTail } from './error-log.ts';
import { userArgs } from './launch.ts';
import type { InstanceLayout } from './layout.ts';
import type { ServerVersion } from './version.ts';

export interface InitializeOptions {
  readonly program: string;
  readonly version: ServerVersion;
  readonly layout: InstanceLayout;
  readonly signal?: AbortSignal;
}

const OUTPUT_CHARS_MAX = 200_000;

/** Makes the system tables of an empty server by its option file. Its root has no password and comes by the socket. */
export async function initializeData(options: InitializeOptions): Promise<void> {
  const { program, version, layout, signal } = options;
  const args = [`--defaults-file=${layout.myCnf}`];
  const { code, output } =
    version.flavor === 'mysql'
      ? await run(program, [...args, '--initialize-insecure', ...userArgs()], '', signal)
      : await bootstrapMariadb(options, args);
  if (code === 0) return;
  const message = `${program} could not initialise ${layout.dataDir} (code ${code}):\n${logTail(layout.errorLog, 0) || output}`;
  throw new VtError({ code: 'FAILED_PRECONDITION', message });
}

/** mariadbd has no --initialize: its system tables are statements that it is fed. */
async function bootstrapMariadb({ program, layout, signal }: InitializeOptions, args: readonly string[]) {
  const share = await shareFolder(program);
  mkdirSync(join(layout.dataDir, 'mysql'), { recursive: true });
  const sql = [
    'CREATE DATABASE IF NOT EXISTS mysql;\nUSE mysql;\nSET @auth_root_socket = NULL;\n',
    ...['system_tables', 'performance_tables', 'system_tables_data'].map((name) => shared(share, name)),
    ...['maria_add_gis_sp_bootstrap.sql'].map((name) => readFileSync(join(share, name), 'utf8')),
    shared(share, 'sys_schema'),
  ].join('\n');
  const options = [
    '--bootstrap',
    '--log-warnings=0',
    '--enforce-storage-engine=',
    '--max-allowed-packet=8M',
    '--net-buffer-length=16K',
  ];
  return run(program, [...args, ...options, ...userArgs()], sql, signal);
}

/** The files are called mysql_… in old versions and mariadb_… in new ones. */
function shared(share: string, name: string): string {
  const file = ['mariadb', 'mysql']
    .map((prefix) => join(share, `${prefix}_${name}.sql`))
    .find((path) => existsSync(path));
  if (file) return readFileSync(file, 'utf8');
  throw new VtError({
    code: 'FAILED_PRECONDITION',
    message: `${share} holds no mariadb_${name}.sql: the server is not installed whole`,
  });
}

/** Where the server's own messages and scripts lie, by its own account. */
async function shareFolder(program: string): Promise<string> {
  const { output } = await run(program, ['--no-defaults', '--verbose', '--help', ...userArgs()], '');
  const folder = /^lc-messages-dir\s+(\S.*)$/m.exec(output)?.[1]?.trim();
  if (folder && existsSync(folder)) return folder;
  throw new VtError({
    code: 'FAILED_PRECONDITION',
    message: `${program} does not say where its messages lie (lc-messages-dir)`,
  });
}

/** Runs a program to its end with a text for its input. */
export function run(
  program: string,
  args: readonly string[],
  input: string,
  signal?: AbortSignal,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'pipe', ...(signal && { signal }) });
    let output = '';
    const collect = (text: string) => {
      if (output.length < OUTPUT_CHARS_MAX) output += text;
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.stdin.on('error', () => undefined); // it ended before it had read all: its code tells
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 128, output }));
    child.stdin.end(input);
  });
}
