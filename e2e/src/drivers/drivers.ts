import { existsSync } from 'node:fs';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../harness/cluster.ts';
import { prefixOf, repoRoot } from '../harness/servers.ts';

const programs = join(repoRoot, 'e2e/src/drivers/programs');
const MARIADB = 'mariadb@3.5.4';
const CONNECTOR_J = 'mysql-connector-j:26.10.0';
const CONNECTOR_PYTHON = 'mysql-connector-python==26.10.0';
const cache = join(repoRoot, '.cache/drivers');

/** What a driver's program is run with; a text says why it cannot be run here. */
export type Ready = {
  readonly file: string;
  readonly args: readonly string[];
  /** After the port and the database. */
  readonly rest?: readonly string[];
  readonly input?: string;
};
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

const mariadbConnector: Driver = {
  name: 'mariadb connector for Node',
  async prepare() {
    const folder = join(cache, 'node');
    await mkdir(folder, { recursive: true });
    const modules = join(folder, 'node_modules');
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    if (!existsSync(join(modules, 'mariadb')) && !(await ok('npm', ['install', '--prefix', folder, ...flags, MARIADB])))
      return `npm cannot install ${MARIADB}`;
    return { file: process.execPath, args: [join(programs, 'mariadb-program.mjs')], rest: [modules] };
  },
};

/** A program of Debian's, run with the libraries that were unpacked for it. `probe` tells whether it runs here. */
function debian(
  name: string,
  probe: readonly string[],
  command: (root: string) => { env: readonly string[]; args: readonly string[]; rest?: readonly string[] },
): Driver {
  return {
    name,
    async prepare() {
      const root = await (clients ??= unpackClients());
      if (typeof root !== 'string') return root.reason;
      const { env, args, rest } = command(root);
      const libraries = [join(root, LIB), join(root, 'lib/x86_64-linux-gnu')].join(':');
      const plugins = join(root, LIB, 'libmariadb3/plugin');
      const all = [`LD_LIBRARY_PATH=${libraries}`, `MARIADB_PLUGIN_DIR=${plugins}`, ...env];
      if (!(await ok('env', [...all, ...args.slice(0, -1), ...probe]))) return `${args[0]} does not run here`;
      return { file: 'env', args: [...all, ...args], ...(rest ? { rest } : {}) };
    },
  };
}

const LIB = 'usr/lib/x86_64-linux-gnu';
let clients: Promise<string | { readonly reason: string }> | undefined;

async function unpackClients(): Promise<string | { readonly reason: string }> {
  const { code, stdout, stderr } = await runProgram(process.execPath, [join(repoRoot, 'tools/provision/clients.mjs')]);
  return code === 0 ? (stdout.trim().split('\n').at(-1) ?? '') : { reason: stderr.trim() };
}

function php(extension: string, program: string, ...more: readonly string[]): Driver {
  return debian(`PHP ${extension}`, ['-v'], (root) => ({
    env: [],
    args: [
      join(root, 'usr/bin/php8.2'),
      ...['-n', '-d', `extension_dir=${join(root, 'usr/lib/php/20220829')}`],
      ...['mysqlnd', ...more, extension].flatMap((one) => ['-d', `extension=${one}.so`]),
      join(programs, program),
    ],
  }));
}

function perl(driver: string): Driver {
  return debian(`Perl DBD::${driver}`, ['-MDBI', `-MDBD::${driver}`, '-e', '1'], (root) => ({
    env: [`PERL5LIB=${join(root, LIB, 'perl5/5.36')}`],
    args: ['perl', join(programs, 'dbd-mysql-program.pl')],
    rest: [driver],
  }));
}

const ruby = debian('Ruby mysql2', ['-e', "require 'mysql2'"], (root) => {
  const folders = [
    'usr/lib/ruby/3.1.0',
    `${LIB}/ruby/3.1.0`,
    'usr/lib/ruby/vendor_ruby',
    `${LIB}/ruby/vendor_ruby/3.1.0`,
  ];
  return {
    env: [`RUBYLIB=${folders.map((folder) => join(root, folder)).join(':')}`],
    args: [join(root, 'usr/bin/ruby3.1'), '--disable-gems', join(programs, 'ruby-mysql2-program.rb')],
  };
});

const mysqlclient = debian('mysqlclient', ['-c', 'import MySQLdb'], (root) => ({
  env: [`PYTHONPATH=${join(root, 'usr/lib/python3/dist-packages')}`],
  args: ['python3', join(programs, 'mysqlclient_program.py')],
}));

const jdbc = join(programs, 'jdbc/Program.java');

const mariadbConnectorJ = debian('MariaDB Connector/J', ['-version'], (root) => ({
  env: [],
  args: ['java', '-cp', join(root, 'usr/share/java/mariadb-java-client.jar'), jdbc],
  rest: ['mariadb', 'useServerPrepStmts=false'],
}));

/** From Maven's repository, with statements prepared by the driver and by the server, and the ways that change what it sends. */
const mysqlConnectorJ: Driver = {
  name: 'MySQL Connector/J',
  async prepare() {
    const folder = join(cache, 'java');
    const jar = join(folder, `${CONNECTOR_J.replace(':', '-')}.jar`);
    const copy = ['-q', '-B', 'dependency:copy', `-Dartifact=com.mysql:${CONNECTOR_J}`, `-DoutputDirectory=${folder}`];
    if (!(await ok('java', ['-version']))) return 'no java';
    if (!existsSync(jar) && !(await ok('mvn', copy))) return `mvn cannot fetch ${CONNECTOR_J}`;
    const plain = 'sslMode=DISABLED&allowPublicKeyRetrieval=true';
    const more = `${plain}&useServerPrepStmts=true&cachePrepStmts=true&useCursorFetch=true&rewriteBatchedStatements=true`;
    const other = `${plain}&useInformationSchema=true&useCompression=true&useLocalSessionState=true&tinyInt1isBit=false`;
    return { file: 'java', args: ['-cp', jar, jdbc], rest: ['mysql', plain, more, other] };
  },
};

/** MySQL's own, in an environment of its own; its pure form, which is all that its wheels have everywhere. */
const mysqlConnectorPython: Driver = {
  name: 'MySQL Connector/Python',
  async prepare() {
    const python = join(cache, 'connector-python/bin/python');
    const args = [join(programs, 'mysql_connector_program.py')];
    if (await ok(python, ['-c', 'import mysql.connector'])) return { file: python, args };
    if (!(await ok('python3', ['-m', 'venv', join(cache, 'connector-python')]))) return 'no python3 with venv';
    if (!(await ok(python, ['-m', 'pip', 'install', '--quiet', CONNECTOR_PYTHON])))
      return `pip cannot install ${CONNECTOR_PYTHON}`;
    return { file: python, args };
  },
};

export const drivers: readonly Driver[] = [
  go,
  commandLine('mariadb'),
  commandLine('mysql'),
  mariadbConnectorJ,
  mariadbConnector,
  mysql2,
  mysqlConnectorJ,
  mysqlConnectorPython,
  mysqlclient,
  perl('MariaDB'),
  perl('mysql'),
  php('mysqli', 'mysqli-program.php'),
  php('pdo_mysql', 'pdo-program.php', 'pdo'),
  pymysql,
  ruby,
];

/** The program's output on a server. Command lines take their server as options. */
export async function outputOn(ready: Ready, port: number, database: string): Promise<string> {
  const where = ready.input === undefined ? [String(port), database, ...(ready.rest ?? [])] : [`-P${port}`, database];
  const { stdout, stderr, code } = await runProgram(ready.file, [...ready.args, ...where], ready.input);
  return `${stdout}${stderr}exit ${code}\n`;
}
