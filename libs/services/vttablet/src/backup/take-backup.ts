import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BackupStorage, backupName, type FileEntry } from '@vt/backupstorage';
import { VtError } from '@vt/base';
import { formatPosition } from '@vt/mysql';
import {
  type Compression,
  copyDump,
  copyOut,
  copyOutHot,
  type FoundFile,
  hotCopy,
  hotEngineOf,
  LOGICAL,
  logicalDump,
  type Mysqld,
} from '@vt/mysqlctl';
import { tabletAliasString } from '@vt/topo';
import { readFullStatus } from '../manager/full-status.ts';
import type { TabletManager } from '../manager/tablet-manager.ts';
import { asDba } from '../mysqld/dba.ts';
import type { Say } from './event-stream.ts';
import { freeTime } from './free-time.ts';
import { newManifest } from './new-manifest.ts';
import { writtenWhole } from './written-whole.ts';

/** What is copied: the files of a server that is stopped, or of one that runs (CLONE, mariadb-backup), or statements that make its data. */
export type How = 'hot' | 'logical' | 'stopped';

export type BackupOptions = {
  readonly storage: BackupStorage;
  readonly concurrency: number;
  readonly allowPrimary: boolean;
  /** Leave the redo log empty, so that a newer version of the server can open the files. */
  readonly upgradeSafe: boolean;
  readonly shutdownTimeoutMs: number;
  readonly compression: Compression;
  readonly how: How;
};

const HOT_COPY = 'hot-copy';
const DUMP = 'logical-dump';

/**
 * Copies the files of this tablet's mysqld into the storage: of a stopped one, and then the tablet is of type BACKUP meanwhile and serves nothing, or of a running one. Whatever happens it is
 * afterwards what it was before.
 */
export async function takeBackup(
  manager: TabletManager,
  options: BackupOptions,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  const mysqld = managedMysqld(manager, 'Backup');
  refusePrimary(manager, options);
  const { identity } = manager;
  const dir = `${identity.keyspace}/${identity.shard}`;
  const started = await freeTime(options.storage, dir, identity.alias, signal);
  const place = { dir, name: backupName(started, identity.alias) };
  const write = async (end: AbortSignal): Promise<void> => {
    const status = await readFullStatus(manager, end);
    say(`backing up ${tabletAliasString(identity.alias)} to ${place.dir}/${place.name}`);
    await writtenWhole(manager, options.storage, place, say, async (writer) => {
      const copying = { ...options, signal: end, ...told(say) };
      const ways: Readonly<Record<How, () => Promise<Copied>>> = {
        hot: () => copiedHot(manager, mysqld, say, (folder) => copyOutHot(folder, writer, copying), end),
        logical: () => dumped(mysqld, options, say, (files) => copyDump(files, writer, copying), end),
        // Others wait for the lock no longer than mysqld is stopped: not for what is left to do in the storage.
        stopped: () =>
          manager.lock.run(() =>
            withMysqldStopped(manager, mysqld, options, say, end, () => copyOut(mysqld.layout, writer, copying)),
          ),
      };
      const { entries, position } = await ways[options.how]();
      copying.end();
      return newManifest(
        { identity, hostname: manager.tablet.hostname },
        { place, started, status },
        options.compression,
        {
          ...(options.how === 'logical' && { BackupMethod: LOGICAL }),
          Position: position,
          FromPosition: '',
          FromBackup: '',
          Incremental: false,
          UpgradeSafe: options.upgradeSafe,
          FileEntries: entries,
        },
      );
    });
  };
  await (options.how === 'stopped' ? manager.copies.runStopped(signal, write) : manager.copies.run(signal, write));
  say(`backup ${place.dir}/${place.name} is complete`);
}

/** Tells each file, and how fast all were copied. */
function told(say: Say) {
  const from = performance.now();
  let [bytes, lastMs] = [0, 0];
  let firstMs: number | undefined;
  return {
    onFile: (file: FoundFile, done: number, all: number): void => {
      lastMs = performance.now() - from;
      bytes += file.bytes;
      say(`backed up file ${file.name} (${done}/${all})`);
    },
    onStart: (): void => {
      firstMs ??= performance.now() - from;
    },
    end: (): void => say(`copied ${bytes} bytes in ${Math.round(lastMs - (firstMs ?? 0))} ms`),
  };
}

export function refusePrimary({ type }: TabletManager, { allowPrimary }: BackupOptions): void {
  if (type !== 'PRIMARY' || allowPrimary) return;
  const message =
    'type PRIMARY cannot take backup. if you really need to do this, rerun the backup command with --allow_primary';
  throw new VtError({ code: 'FAILED_PRECONDITION', message });
}

export function managedMysqld(manager: TabletManager, what: string): Mysqld {
  const { mysqld } = manager.opened;
  if (mysqld) return mysqld;
  throw new VtError({ code: 'FAILED_PRECONDITION', message: `${what}: this tablet's mysqld is not managed by it` });
}

/** The copy is made beside the data, and removed when it is stored. The tablet goes on serving. */
async function copiedHot(
  manager: TabletManager,
  mysqld: Mysqld,
  say: Say,
  store: (folder: string) => Promise<FileEntry[]>,
  signal: AbortSignal,
): Promise<Copied> {
  const folder = join(mysqld.layout.dir, HOT_COPY);
  try {
    say(`${hotEngineOf(mysqld)} copies the running server`);
    const position = formatPosition(
      await asDba(manager.server, (connection) => hotCopy(mysqld, connection, folder, signal), signal),
    );
    say(`copied as it was at ${position}`);
    return { entries: await store(folder), position };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Statements, written beside the data first, and removed when they are stored. The tablet goes on serving. */
async function dumped(
  mysqld: Mysqld,
  { concurrency }: BackupOptions,
  say: Say,
  store: (files: readonly FoundFile[]) => Promise<FileEntry[]>,
  signal: AbortSignal,
): Promise<Copied> {
  const folder = join(mysqld.layout.dir, DUMP);
  try {
    const onTable = (table: string, rows: bigint) => say(`dumped ${rows} rows of ${table}`);
    const dump = await logicalDump(mysqld, folder, { concurrency, signal, onTable });
    const position = formatPosition(dump.position);
    say(`dumped as it was at ${position}`);
    return { entries: await store(dump.files), position };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Copied = { readonly entries: FileEntry[]; readonly position: string };

async function withMysqldStopped(
  manager: TabletManager,
  mysqld: Mysqld,
  options: BackupOptions,
  say: Say,
  signal: AbortSignal,
  copy: () => Promise<FileEntry[]>,
): Promise<Copied> {
  const { upgradeSafe, shutdownTimeoutMs } = options;
  signal.throwIfAborted();
  // What it was before it waited for the lock does not count.
  refusePrimary(manager, options);
  const { type } = manager;
  manager.keeper?.hold(true);
  try {
    // A primary stays one in the records: nobody else is to become it because of a backup.
    if (type !== 'PRIMARY') await manager.changeType('BACKUP', 'backup');
    else await manager.demote(signal);
    if (type !== 'PRIMARY') await manager.replication((replication) => replication.stop());
    const position = formatPosition(await manager.replication((replication) => replication.position()));
    if (upgradeSafe)
      await asDba(manager.server, (connection) => connection.query('SET GLOBAL innodb_fast_shutdown = 0'));
    signal.throwIfAborted();
    say(`mysqld stops at ${position}`);
    await mysqld.stop(shutdownTimeoutMs);
    signal.throwIfAborted();
    return { entries: await copy(), position };
  } finally {
    let isStarted = false;
    try {
      await mysqld.start();
      isStarted = true;
    } finally {
      // INVARIANT: what did not start is started by the keeper, and nobody else gives the tablet its type back.
      manager.keeper?.hold(false);
      if (type !== 'PRIMARY') {
        await manager.settleSoon();
        await manager.changeType(type, 'backup ended');
      } else if (!isStarted) await manager.letGoOn();
    }
    if (type === 'PRIMARY') {
      // Somebody else may have become primary meanwhile.
      await manager.settleMysqld();
      if (manager.type === 'PRIMARY') await manager.undoDemote(await manager.durability.asPrimary());
    }
    say('mysqld runs again');
  }
}
