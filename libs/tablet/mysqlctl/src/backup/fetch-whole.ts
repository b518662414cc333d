import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { BackupPlace, BackupStorage, Manifest } from '@vt/backupstorage';
import { type MysqlSession, withSession } from '@vt/mysql';
import { loadDump, mayGoOn } from '../logical/load.ts';
import { replicationOf } from '../replication/replication.ts';
import type { Mysqld } from '../server/mysqld.ts';
import { type FetchOptions, fetchBackup, fetchPlain, takeOver } from './copy-in.ts';
import { FetchJournal } from './fetch-journal.ts';

const FOLDER = 'logical-restore';
/** The server beside ours was made whole. */
const MADE = 'SERVER';

/** The method of backups that hold statements. */
export const LOGICAL = 'logical';

/**
 * Makes a whole backup's files ready to take the place of a server's, which goes on running. A dump is loaded into a server beside it first, whose files they are then. Whatever interrupts it, the old
 * data stay, and whoever does the same again goes on with what was fetched and loaded.
 */
export async function fetchWhole(
  mysqld: Mysqld,
  storage: BackupStorage,
  place: BackupPlace,
  manifest: Manifest,
  options: FetchOptions,
): Promise<void> {
  if (manifest.BackupMethod !== LOGICAL) return await fetchBackup(mysqld.layout, storage, place, manifest, options);
  const folder = join(mysqld.layout.dir, FOLDER);
  const other = serverBeside(mysqld);
  // One that a process which died has left goes on if it can; nobody else writes to it.
  await other.kill();
  if (!FetchJournal.isOf(folder, place, manifest)) await removeLoading(mysqld);
  const journal = FetchJournal.open(folder, place, manifest);
  const dump = join(folder, 'dump');
  try {
    const paths = await fetchPlain(dump, storage, place, manifest, options, journal);
    const names = paths.map((path) => basename(path));
    const { concurrency, signal } = options;
    await startLoading(mysqld, other, signal);
    const { onResume } = options;
    await loadDump(other, dump, names, { concurrency, signal, onFile: () => {}, ...(onResume && { onResume }) });
    await other.stop();
    takeOver(mysqld.layout, other.layout);
    await removeLoading(mysqld);
  } finally {
    await other.kill();
  }
}

/** Starts the server beside ours on what it has loaded, if the rest can be loaded into that, or without data. */
async function startLoading(mysqld: Mysqld, other: Mysqld, signal: AbortSignal): Promise<void> {
  const made = join(mysqld.layout.dir, FOLDER, MADE);
  if (existsSync(made)) {
    const canGoOn = await other
      .start(signal)
      .then(() => mayGoOn(other, signal))
      .catch(() => false);
    signal.throwIfAborted();
    if (!canGoOn) {
      await other.kill();
      rmSync(made, { force: true });
    }
  }
  if (!existsSync(made)) {
    rmSync(dirname(other.layout.dir), { recursive: true, force: true });
    await other.init(signal);
    writeFileSync(made, '', { flush: true });
  }
  // A server of ours starts closed.
  const open = (session: MysqlSession) => replicationOf(session, other.version).setReadOnly('off', signal);
  await withSession(other.connectOptions('vt_dba'), open, signal);
}

/** For a process that starts: ends the server into which a dump was loaded by one that died. What it has loaded stays for a while, for whoever goes on with it. */
export async function forgetLoading(mysqld: Mysqld): Promise<void> {
  await serverBeside(mysqld).kill();
  if (!FetchJournal.isFresh(join(mysqld.layout.dir, FOLDER))) await removeLoading(mysqld);
}

async function removeLoading(mysqld: Mysqld): Promise<void> {
  await serverBeside(mysqld).kill();
  rmSync(join(mysqld.layout.dir, FOLDER), { recursive: true, force: true });
}

const serverBeside = (mysqld: Mysqld): Mysqld => mysqld.beside(join(mysqld.layout.dir, FOLDER, 'server'));
