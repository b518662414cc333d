import { mkdirSync, readFileSync } from 'node:fs';
import { VtError } from '@vt/base';
import { formatPosition, parsePosition, positionContains, unionPositions, withSession } from '@vt/mysql';
import { findServerProgram, Mysqld, readExtraMyCnf } from '@vt/mysqlctl';
import type { FlagValues } from '@vt/servenv/cli';
import { splitStatements } from '@vt/sqlparser';
import type { MysqlctlFlags } from './flags.ts';

type Values = FlagValues<MysqlctlFlags>;

export type MysqlctlCommand = {
  readonly args: readonly string[];
  readonly short: string;
  run(values: Values, args: readonly string[], print: (text: string) => void): Promise<void>;
};

/** What mysqlctl does, sorted. */
export const mysqlctlCommands: Readonly<Record<string, MysqlctlCommand>> = {
  init: {
    args: [],
    short: 'Makes a server with its option file and accounts, and starts it.',
    run: async (values) => {
      const mysqld = await open(values);
      await mysqld.init(AbortSignal.timeout(values['wait-time']));
      if (values['init-db-sql-file']) await execute(mysqld, values['init-db-sql-file']);
    },
  },
  init_config: {
    args: [],
    short: 'Writes the option file and makes the folders, and starts nothing.',
    run: async (values) => {
      const mysqld = await open(values);
      if (mysqld.isInitialized) throw already(mysqld);
      mysqld.makeFolders();
      mysqld.writeConfig();
    },
  },
  position: {
    args: ['equal|at_least|append', 'position', 'position or GTID'],
    short: 'Compares two positions, or adds a transaction to one.',
    run: async (_values, [what = '', first = '', second = ''], print) => {
      const [a, b] = [parsePosition(first), parsePosition(second)];
      if (what === 'equal') return print(String(positionContains(a, b) && positionContains(b, a)));
      if (what === 'at_least') return print(String(positionContains(a, b)));
      if (what === 'append') return print(formatPosition(unionPositions(a, b)));
      throw new VtError({
        code: 'INVALID_ARGUMENT',
        message: `position wants equal, at_least or append, not '${what}'`,
      });
    },
  },
  reinit_config: {
    args: [],
    short: 'Writes the option file anew, for another version or other ports; the server takes it at its next start.',
    run: async (values) => (await existing(values)).writeConfig(),
  },
  shutdown: {
    args: [],
    short: 'Stops the server; its files stay.',
    run: async (values) => (await existing(values)).stop(values['shutdown-wait-time']),
  },
  start: {
    args: [],
    short: 'Starts a server that was made before.',
    run: async (values) => (await existing(values)).start(AbortSignal.timeout(values['wait-time'])),
  },
  teardown: {
    args: [],
    short: 'Stops the server and removes all its files.',
    run: async (values) => {
      const mysqld = await existing(values);
      await mysqld.stop(values['shutdown-wait-time']);
      await mysqld.teardown();
    },
  },
};

async function open(values: Values): Promise<Mysqld> {
  const { env } = process;
  const dataRoot = values['tablet-dir'] || env['VTDATAROOT'] || process.cwd();
  mkdirSync(dataRoot, { recursive: true });
  return await Mysqld.open({
    program: findServerProgram(values.flavor, values['mysqld-prefix'] || env['VT_MYSQL_ROOT'] || undefined),
    dataRoot,
    uid: values['tablet-uid'],
    port: values['mysql-port'],
    profile: values['mysqld-profile'],
    ...(values['mysqld-template-cache-dir'] && { templateCacheDir: values['mysqld-template-cache-dir'] }),
    extraMyCnf: readExtraMyCnf(env),
  });
}

async function existing(values: Values): Promise<Mysqld> {
  const mysqld = await open(values);
  if (mysqld.isInitialized) return mysqld;
  throw new VtError({ code: 'NOT_FOUND', message: `${mysqld.layout.dir} holds no server: init comes first` });
}

function already({ layout }: Mysqld): VtError {
  return new VtError({ code: 'ALREADY_EXISTS', message: `${layout.dir} already holds a server's data` });
}

async function execute(mysqld: Mysqld, path: string): Promise<void> {
  const text = readFileSync(path, 'utf8');
  await withSession(mysqld.connectOptions('vt_dba'), async (connection) => {
    for (const { start, end } of splitStatements(text)) await connection.query(text.slice(start, end));
  });
}
