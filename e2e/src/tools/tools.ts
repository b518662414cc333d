import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Output, runProgram } from '../harness/cluster.ts';
import { prefixOf, repoRoot } from '../harness/servers.ts';

const LIB = 'usr/lib/x86_64-linux-gnu';

/** Where a tool connects. */
export type Server = { readonly port: number; readonly database: string };

/** A tool that came with MySQL's own server programs. */
export async function mysqlTool(name: string, { port }: Server, args: readonly string[]): Promise<Output> {
  const file = join(prefixOf('mysql') ?? '', 'bin', name);
  return runProgram(file, ['--no-defaults', '-h127.0.0.1', `-P${port}`, '-uroot', ...args]);
}

let clients: Promise<string | { readonly reason: string }> | undefined;

/** The folder of Debian's client programs; a reason where they cannot be had here. */
export async function debianClients(): Promise<string | { readonly reason: string }> {
  clients ??= runProgram(process.execPath, [join(repoRoot, 'tools/provision/clients.mjs')]).then(
    ({ code, stdout, stderr }) =>
      code === 0 ? (stdout.trim().split('\n').at(-1) ?? '') : { reason: stderr.trim() || 'no client programs' },
  );
  return clients;
}

async function debianTool(root: string, args: readonly string[]): Promise<Output> {
  const libraries = [join(root, LIB), join(root, 'lib/x86_64-linux-gnu')].join(':');
  const plugins = join(root, LIB, 'libmariadb3/plugin');
  const scripts = join(root, 'usr/share/sysbench');
  const env = [`LD_LIBRARY_PATH=${libraries}`, `MARIADB_PLUGIN_DIR=${plugins}`, `LUA_PATH=${scripts}/?.lua;;`];
  return runProgram('env', [...env, ...args]);
}

/** sysbench on two small tables, whose ids it makes itself: a sharded keyspace has no AUTO_INCREMENT of its own. */
export async function sysbench(
  root: string,
  script: string,
  command: 'prepare' | 'run' | 'cleanup',
  { port, database }: Server,
  threads: number,
): Promise<Output> {
  const where = ['--mysql-host=127.0.0.1', `--mysql-port=${port}`, '--mysql-user=root', `--mysql-db=${database}`];
  const size = ['--tables=2', '--table-size=50', '--auto_inc=off', `--threads=${threads}`, '--events=20', '--time=60'];
  const file = join(root, 'usr/share/sysbench', `${script}.lua`);
  return debianTool(root, [join(root, 'usr/bin/sysbench'), file, '--db-driver=mysql', ...where, ...size, command]);
}

export function hasSysbench(root: string): boolean {
  return existsSync(join(root, 'usr/bin/sysbench'));
}

/** A dump of the database with all that is in it, as files of a folder; or such a folder loaded again. */
export async function mydumper(root: string, { port, database }: Server, folder: string): Promise<Output> {
  const file = join(root, 'usr/bin/mydumper');
  const where = ['-h', '127.0.0.1', '-P', String(port), '-u', 'root', '-B', database];
  return debianTool(root, [file, ...where, '-o', folder, '-t', '2', '-G', '-E', '-R', '-v', '1']);
}

export async function myloader(root: string, { port, database }: Server, folder: string): Promise<Output> {
  const file = join(root, 'usr/bin/myloader');
  const where = ['-h', '127.0.0.1', '-P', String(port), '-u', 'root', '-B', database];
  return debianTool(root, [file, ...where, '-d', folder, '-o', '-t', '2', '-v', '1']);
}
