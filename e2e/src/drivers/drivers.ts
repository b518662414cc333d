import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../harness/cluster.ts';
import { prefixOf, repoRoot } from '../harness/servers.ts';

const programs = join(repoRoot, 'e2e/src/drivers/programs');
const cache = join(repoRoot, '.cache/drivers');

/** What a driver's program is run with; a text says why it cannot be run here. */
export type Ready = { readonly file: string; readonly args: readonly string[]; readonly input?: string };
export type Driver = { readonly name: string; prepare(): Promise<Ready | string> };

async function ok(file: string, args: readonly string[]): Promise<boolean> {
  return runProgram(file, args).then(
    ({ code }) => code === 0,
    () => false,
  );
}

function commandLine(flavor: 'mysql' | 'mariadb'): Driver {
  return {
    name: `${flavor} command line`,
    async prepare() {
      const prefix = prefixOf(flavor);
      if (prefix === undefined) return `no ${flavor} programs here`;
      const file = join(prefix, 'bin', flavor);
      if (!(await ok(file, ['--version']))) return `no ${file}`;
      const input = await readFile(join(programs, 'script.sql'), 'utf8');
      const plugins = flavor === 'mariadb' ? [`--plugin-dir=${join(prefix, 'lib/mysql/plugin')}`] : [];
      return { file, args: ['--no-defaults', ...plugins, '-t', '-v', '-h127.0.0.1', '-uroot', '-f'], input };
    },
  };
}

const mysql2: Driver = {
  name: 'mysql2',
  prepare: async () => ({ file: process.execPath, args: [join(programs, 'mysql2-program.mjs')] }),
};

/** Of the system, or in an environment of its own. */
const pymysql: Driver = {
  name: 'PyMySQL',
  async prepare() {
    const program = join(programs, 'pymysql_program.py');
    if (await ok('python3', ['-c', 'import pymysql'])) return { file: 'python3', args: [program] };
    const python = join(cache, 'python/bin/python');
    if (await ok(python, ['-c', 'import pymysql'])) return { file: python, args: [program] };
    if (!(await ok('python3', ['-m', 'venv', join(cache, 'python')]))) return 'no python3 with venv';
    if (!(await ok(python, ['-m', 'pip', 'install', '--quiet', 'pymysql', 'cryptography'])))
      return 'pip cannot install pymysql';
    return { file: python, args: [program] };
  },
};

const go: Driver = {
  name: 'go-sql-driver',
  async prepare() {
    if (!(await ok('go', ['version']))) return 'no go';
    const folder = join(cache, 'go');
    const file = join(folder, 'program');
    await mkdir(folder, { recursive: true });
    await cp(join(programs, 'go'), folder, { recursive: true });
    const built =
      (await ok('go', ['-C', folder, 'mod', 'tidy'])) && (await ok('go', ['-C', folder, 'build', '-o', file]));
    return built ? { file, args: [] } : 'go cannot fetch or build the driver';
  },
};

export const drivers: readonly Driver[] = [go, commandLine('mariadb'), commandLine('mysql'), mysql2, pymysql];

/** The program's output on a server. Command lines take their server as options. */
export async function outputOn(ready: Ready, port: number, database: string): Promise<string> {
  const where = ready.input === undefined ? [String(port), database] : [`-P${port}`, database];
  const { stdout, stderr, code } = await runProgram(ready.file, [...ready.args, ...where], ready.input);
  return `${stdout}${stderr}exit ${code}\n`;
}
