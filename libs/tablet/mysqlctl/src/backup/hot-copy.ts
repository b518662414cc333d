import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { VtError } from '@vt/base';
import { type MysqlSession, type Position, parsePosition, positionContains, withSession } from '@vt/mysql';
import { MysqlReplication } from '../replication/mysql.ts';
import type { Mysqld } from '../server/mysqld.ts';
import { quote, type SqlExecutor } from '../sql-executor.ts';
import { besideServer } from './apply-binlogs.ts';

const run = promisify(execFile);
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
const TAIL_CHARS = 1_000;
/** Where mariadb-backup writes down the position, by version. */
const POSITION_FILES = ['mariadb_backup_binlog_info', 'xtrabackup_binlog_info'];

/** Who copies the files of a running server: MySQL itself (CLONE), or MariaDB's program. */
export type HotEngine = 'clone' | 'mariadb-backup';

export const hotEngineOf = ({ version }: Pick<Mysqld, 'version'>): HotEngine =>
  version.flavor === 'mysql' ? 'clone' : 'mariadb-backup';

/**
 * Makes a copy of a running server's files in a folder, as they were at the position that is returned, ready for a server to start on them. The server goes on serving.
 *
 * @param sql a session of vt_dba
 */
export async function hotCopy(
  mysqld: Mysqld,
  sql: SqlExecutor,
  folder: string,
  signal: AbortSignal,
): Promise<Position> {
  rmSync(folder, { recursive: true, force: true });
  return hotEngineOf(mysqld) === 'clone'
    ? await clone(mysqld, sql, folder, signal)
    : await mariadbBackup(mysqld, folder, signal);
}

/** MySQL does not tell of which position its own copy is: nothing is executed meanwhile, which a replica does not mind. */
async function clone(mysqld: Mysqld, sql: SqlExecutor, folder: string, signal: AbortSignal): Promise<Position> {
  await ensureClonePlugin(mysqld, sql, signal);
  const replication = new MysqlReplication(sql, mysqld.version);
  const running = (await replication.status(signal))?.sqlState === 'running';
  const [self] = await sql.query('SELECT CONNECTION_ID() AS id', signal);
  if (running) await replication.stop('sql', signal);
  try {
    const position = await replication.position(signal);
    await sql.query(`CLONE LOCAL DATA DIRECTORY = ${quote(folder)}`, signal);
    const [row] = await sql.query('SELECT STATE AS state FROM performance_schema.clone_status', signal);
    if (row?.['state'] !== 'Completed') throw failed(`CLONE ended as ${row?.['state'] ?? 'nothing'}`);
    if (!positionContains(position, await replication.position(signal))) throw failed('it was written to meanwhile');
    return position;
  } finally {
    await anew(mysqld, async (session) => {
      // It would go on, and hold its lock, for as long as it takes.
      if (signal.aborted) await session.query(`KILL ${self?.['id']}`).catch(() => {});
      if (running) await new MysqlReplication(session, mysqld.version).start('sql');
    });
  }
}

/** Whatever was changed for the copy is changed back on a session of its own: an abort ends the one that works. */
const anew = <T>(mysqld: Mysqld, work: (session: MysqlSession) => Promise<T>): Promise<T> =>
  withSession(mysqld.connectOptions('vt_dba'), work);

async function ensureClonePlugin(mysqld: Mysqld, sql: SqlExecutor, signal: AbortSignal): Promise<void> {
  const isThere = "SELECT 1 FROM information_schema.plugins WHERE plugin_name = 'clone' AND plugin_status = 'ACTIVE'";
  if ((await sql.query(isThere, signal)).length > 0) return;
  const [row] = await sql.query('SELECT @@global.super_read_only AS sro', signal);
  // Only accounts with rights that applications do not have can write meanwhile: read_only stays.
  const isClosed = row?.['sro'] === '1';
  if (isClosed) await sql.query('SET GLOBAL super_read_only = OFF', signal);
  try {
    await sql.query("INSTALL PLUGIN clone SONAME 'mysql_clone.so'", signal);
  } finally {
    if (isClosed) await anew(mysqld, (session) => session.query('SET GLOBAL super_read_only = ON'));
  }
}

async function mariadbBackup(mysqld: Mysqld, folder: string, signal: AbortSignal): Promise<Position> {
  const program = besideServer(mysqld.program, 'mariadb-backup');
  const { myCnf, socket } = mysqld.layout;
  const call = async (...args: string[]): Promise<void> => {
    await run(program, args, { signal, maxBuffer: OUTPUT_BYTES_MAX }).catch((error: Error & { stderr?: string }) => {
      signal.throwIfAborted();
      throw failed(`${program}: ${(error.stderr || error.message).trim().slice(-TAIL_CHARS)}`);
    });
  };
  await call(`--defaults-file=${myCnf}`, '--backup', `--target-dir=${folder}`, '--user=vt_dba', `--socket=${socket}`);
  await call('--no-defaults', '--prepare', `--target-dir=${folder}`);
  const file = POSITION_FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
  const gtids = file && readFileSync(file, 'utf8').trim().split('\t')[2];
  if (gtids === undefined) throw failed(`${program} told no position`);
  return parsePosition(`MariaDB/${gtids}`);
}

function failed(why: string): VtError {
  return new VtError({ code: 'INTERNAL', message: `the running server could not be copied: ${why}` });
}
