import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BackupPlace, BackupStorage, Manifest } from '@vt/backupstorage';
import { type MysqlSession, withSession } from '@vt/mysql';
import { loadDump } from '../logical/load.ts';
import { replicationOf } from '../replication/replication.ts';
import type { Mysqld } from '../server/mysqld.ts';
import { type FetchOptions, fetchBackup, fetchPlain, takeOver } from './copy-in.ts';

const FOLDER = 'logical-restore';

/** The method of backups that hold statements. */
export const LOGICAL = 'logical';

/**
 * Makes a whole backup's files ready to take the place of a server's, which goes on running. A dump is loaded into a server beside it first, whose files they are then. Whatever interrupts it, the old
 * data stay.
 */
export async function fetchWhole(
  mysqld: Mysqld,
  storage: BackupStorage,
  place: BackupPlace,
  manifest: Manifest,
  options: FetchOptions,
): Promise<void> {
  if (manifest.BackupMethod !== LOGICAL) return await fetchBackup(mysqld.layout, storage, place, manifest, options);
  await forgetLoading(mysqld);
  const folder = join(mysqld.layout.dir, FOLDER);
  const other = serverBeside(mysqld);
  try {
    const dump = join(folder, 'dump');
    const names = (await fetchPlain(dump, storage, place, manifest, options)).map((path) => basename(path));
    const { concurrency, signal } = options;
    await other.init(signal);
    // A server of ours starts closed.
    const open = (session: MysqlSession) => replicationOf(session, other.version).setReadOnly('off', signal);
    await withSession(other.connectOptions('vt_dba'), open, signal);
    await loadDump(other, dump, names, { concurrency, signal, onFile: () => {} });
    await other.stop();
    takeOver(mysqld.layout, other.layout, manifest.Position);
  } finally {
    await forgetLoading(mysqld);
  }
}

/** Ends and removes the server into which a dump was loaded, also one that a process which died has left. */
export async function forgetLoading(mysqld: Mysqld): Promise<void> {
  await serverBeside(mysqld).kill();
  rmSync(join(mysqld.layout.dir, FOLDER), { recursive: true, force: true });
}

const serverBeside = (mysqld: Mysqld): Mysqld => mysqld.beside(join(mysqld.layout.dir, FOLDER, 'server'));
