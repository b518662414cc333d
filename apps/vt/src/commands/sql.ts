import { createInterface } from 'node:readline';
import { toVtError } from '@vt/base';
import { MysqlConnection } from '@vt/mysql';
import { flag, StartError } from '@vt/servenv/cli';
import { portOf } from '../cluster/ports.ts';
import { readState } from '../cluster/state.ts';
import { defineCommand } from '../command.ts';
import { clusterDir, dirFlag } from '../paths.ts';
import { type OutputForm, SqlSession } from '../sql/session.ts';

const flags = {
  ...dirFlag,
  batch: flag.boolean('values between tabs, as into a pipe'),
  database: flag.string('keyspace or target to begin with, such as customer or customer:-80@replica'),
  execute: flag.string('run these statements and end'),
  force: flag.boolean('go on after an error'),
  host: flag.string('a vtgate elsewhere', { default: '127.0.0.1' }),
  password: flag.string('password, where vtgate asks for one (also from MYSQL_PWD)', { secret: true }),
  port: flag.integer('MySQL port of vtgate; if 0, that of the cluster in --dir'),
  'skip-column-names': flag.boolean('no names above the values'),
  table: flag.boolean('draw tables even into a pipe'),
  user: flag.string('user', { default: 'root' }),
};

export const sql = defineCommand({
  name: 'sql',
  summary: 'an SQL shell to vtgate',
  usage: '[TARGET] [--execute SQL] [--dir DIR]',
  flags,
  argumentsMax: 1,
  run: async ({ flags: options, positional, signal }) => {
    const port = options.port || portFromDir(clusterDir(options));
    const database = options.database || positional[0] || undefined;
    const password = options.password || process.env['MYSQL_PWD'] || undefined;
    const connection = await MysqlConnection.connect(
      { host: options.host, port, user: options.user, password, database, programName: 'vt sql' },
      signal,
    ).catch((error: unknown) => {
      throw new StartError(`cannot connect to ${options.host}:${port}: ${toVtError(error).message}`);
    });
    const interactive = options.execute === '' && process.stdin.isTTY === true;
    const form: OutputForm = options.batch ? 'batch' : options.table || process.stdout.isTTY ? 'table' : 'batch';
    const session = new SqlSession(connection, {
      form,
      names: !options['skip-column-names'],
      interactive,
      write: (text) => process.stdout.write(text),
      writeError: (text) => process.stderr.write(text),
    });
    try {
      if (options.execute !== '') return (await session.run(options.execute, true, options.force)) ? 0 : 1;
      return interactive ? await shell(session) : await pipe(session, options.force);
    } finally {
      connection.close();
    }
  },
});

function portFromDir(dir: string): number {
  const state = readState(dir);
  if (state === undefined) throw new StartError(`there is no cluster in ${dir}; name a vtgate with --port`);
  return portOf(state.config, 'vtgateMysql');
}

async function pipe(session: SqlSession, force: boolean): Promise<number> {
  let ok = true;
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    ok = (await session.run(chunk as string, false, force)) && ok;
    if (!ok && !force) return 1;
  }
  return (await session.run('', true, force)) && ok ? 0 : 1;
}

/** Lines from the terminal until `exit` or Ctrl-D; Ctrl-C drops what is half typed. */
async function shell(session: SqlSession): Promise<number> {
  const lines = createInterface({ input: process.stdin, output: process.stdout, historySize: 1_000 });
  const prompt = () => {
    lines.setPrompt(session.isOpen ? '    -> ' : 'vt> ');
    lines.prompt();
  };
  lines.on('SIGINT', () => {
    session.clear();
    process.stdout.write('^C\n');
    prompt();
  });
  prompt();
  for await (const line of lines) {
    if (!session.isOpen && /^\s*(exit|quit|\\q)\s*;?\s*$/i.test(line)) break;
    await session.run(`${line}\n`, false, true);
    if (session.isClosed) break;
    prompt();
  }
  lines.close();
  return session.isClosed ? 1 : 0;
}
