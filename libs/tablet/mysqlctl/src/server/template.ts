import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withSession } from '@vt/mysql';
import type { CnfLine } from '../config/my-cnf.ts';
import { userStatements } from '../users/users.ts';
import { withFileLock } from './file-lock.ts';
import { initializeData } from './initialize.ts';
import { launch } from './launch.ts';
import { type InstanceLayout, instanceFolders, instanceLayout } from './layout.ts';
import { livingPid, waitUntilGone } from './process-identity.ts';
import { isAtLeast, type ServerVersion } from './version.ts';

export interface TemplateOptions {
  readonly program: string;
  readonly version: ServerVersion;
  /** See userStatements. */
  readonly appWritesSidecar?: boolean;
  /** Where templates are kept between runs. */
  readonly cacheDir: string;
  readonly signal?: AbortSignal;
}

/** Raise it when what a template holds changes in another way than its users. */
const FORMAT = 1;
const SHUTDOWN_TIMEOUT_MS = 60_000;

/**
 * A stopped, empty server's folder with the accounts in it and no transaction ever logged, to be copied for each new
 * instance: initialising takes seconds, copying does not. Made once per server version; safe to ask for at the same time.
 */
export async function ensureTemplate(options: TemplateOptions): Promise<string> {
  const { cacheDir, version, appWritesSidecar } = options;
  const key = createHash('sha256')
    .update(JSON.stringify([FORMAT, version, userStatements(version, appWritesSidecar)]))
    .digest('hex')
    .slice(0, 12);
  const dir = join(cacheDir, `${version.flavor}-${version.major}.${version.minor}.${version.patch}-${key}`);
  if (existsSync(dir)) return dir;
  mkdirSync(cacheDir, { recursive: true });
  return withFileLock(
    `${dir}.lock`,
    async () => {
      if (!existsSync(dir)) await make(dir, options);
      return dir;
    },
    options.signal,
  );
}

/** INVARIANT: `dir` appears by a rename of the finished folder, so that one which exists is whole. */
async function make(dir: string, options: TemplateOptions): Promise<void> {
  const unfinished = `${dir}.unfinished`;
  await endLeftover(unfinished);
  rmSync(unfinished, { recursive: true, force: true });
  // the cache folder may lie too deep for a unix socket's path
  const socketDir = mkdtempSync(join(tmpdir(), 'vt-'));
  const layout = instanceLayout(unfinished, join(socketDir, 's'));
  try {
    for (const folder of instanceFolders(layout)) mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(
      layout.myCnf,
      `[mysqld]\n${lines(layout, options.version)
        .map((line) => line.join(' = '))
        .join('\n')}\n`,
    );
    await initializeData({ ...options, layout });
    await createUsers(layout, options);
    for (const name of ['auto.cnf', 'ib_buffer_pool', 'aria_log_control.lock'])
      rmSync(join(layout.dataDir, name), { force: true });
    for (const file of [layout.myCnf, layout.errorLog, layout.pidFile, layout.spawnFile]) rmSync(file, { force: true });
    renameSync(unfinished, dir);
  } finally {
    rmSync(socketDir, { recursive: true, force: true });
  }
}

/** A maker that was killed may have left its server running in the unfinished folder. */
async function endLeftover(unfinished: string): Promise<void> {
  const pid = livingPid(join(unfinished, 'mysqld.spawned'), `--defaults-file=${join(unfinished, 'my.cnf')}`);
  if (pid === undefined) return;
  process.kill(pid, 'SIGKILL');
  await waitUntilGone(pid, SHUTDOWN_TIMEOUT_MS, 'a template server left over');
}

function lines(layout: InstanceLayout, version: ServerVersion): CnfLine[] {
  const isMysql = version.flavor === 'mysql';
  return [
    ['skip-networking', 'ON'],
    ['skip-log-bin'],
    ['socket', layout.socket],
    ['pid-file', layout.pidFile],
    ['datadir', layout.dataDir],
    ['innodb_data_home_dir', layout.innodbDataDir],
    ['innodb_log_group_home_dir', layout.innodbLogDir],
    ['tmpdir', layout.tmpDir],
    ['log-error', layout.errorLog],
    ['secure-file-priv', layout.tmpDir],
    ['character-set-server', 'utf8mb4'],
    ['innodb_buffer_pool_size', '32M'],
    ['innodb_flush_log_at_trx_commit', 2],
    // nothing is lost when the machine stops here: the folder is not finished then
    ['innodb_flush_method', 'nosync'],
    ['performance_schema', 'OFF'],
    isMysql && isAtLeast(version, 8, 0, 30) ? ['innodb_redo_log_capacity', '8M'] : ['innodb_log_file_size', '8M'],
    ...(isMysql ? [['mysqlx', 'OFF'] as const] : []),
  ];
}

async function createUsers(
  layout: InstanceLayout,
  { program, version, appWritesSidecar, signal }: TemplateOptions,
): Promise<void> {
  const args = [`--defaults-file=${layout.myCnf}`];
  const { socket, errorLog } = layout;
  const onSpawn = (id: number) => writeFileSync(layout.spawnFile, `${id}\n`);
  const pid = await launch({ program, args, socket, errorLog, user: 'root', onSpawn, ...(signal && { signal }) });
  await withSession({ socketPath: socket, user: 'root' }, async (connection) => {
    await connection.query('SET SESSION sql_log_bin = 0');
    for (const sql of await strangers(connection)) await connection.query(sql);
    for (const sql of userStatements(version, appWritesSidecar)) await connection.query(sql);
    await connection.query('SHUTDOWN');
  });
  await waitUntilGone(pid, SHUTDOWN_TIMEOUT_MS, 'the template server');
}

/** Some installations bring anonymous accounts, which would stand before ours, and roots that come over the network. */
async function strangers(connection: {
  query(sql: string): Promise<readonly Readonly<Record<string, string | null>>[]>;
}) {
  const rows = await connection.query(
    "SELECT user AS u, host AS h FROM mysql.user WHERE user = '' OR (user = 'root' AND host <> 'localhost')",
  );
  return rows.map(({ u, h }) => `DROP USER '${u}'@'${h}'`);
}
