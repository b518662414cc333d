import {
  type BackupPlace,
  type BackupStorage,
  type BackupWriter,
  backupName,
  type FileEntry,
  type Manifest,
} from '@vt/backupstorage';
import { VtError } from '@vt/base';
import { formatPosition } from '@vt/mysql';
import { type Compression, copyOut, type Mysqld } from '@vt/mysqlctl';
import { tabletAliasString } from '@vt/topo';
import { readFullStatus } from '../manager/full-status.ts';
import type { TabletManager } from '../manager/tablet-manager.ts';
import { asDba } from '../mysqld/dba.ts';
import type { Say } from './event-stream.ts';

export type BackupOptions = {
  readonly storage: BackupStorage;
  readonly concurrency: number;
  readonly allowPrimary: boolean;
  /** Leave the redo log empty, so that a newer version of the server can open the files. */
  readonly upgradeSafe: boolean;
  readonly shutdownTimeoutMs: number;
  readonly compression: Compression;
};

/**
 * Copies the files of this tablet's mysqld, stopped, into the storage. Meanwhile the tablet is of type BACKUP and serves nothing; whatever happens it is afterwards
 * what it was before.
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
  const started = new Date();
  const place = { dir: `${identity.keyspace}/${identity.shard}`, name: backupName(started, identity.alias) };
  await manager.lock.run(async () => {
    const status = await readFullStatus(manager, signal);
    say(`backing up ${tabletAliasString(identity.alias)} to ${place.dir}/${place.name}`);
    await writtenWhole(manager, options.storage, place, async (writer) => {
      const { entries, position } = await withMysqldStopped(manager, mysqld, options, say, async () =>
        copyOut(mysqld.layout, writer, {
          ...options,
          signal,
          onFile: (file, done, all) => say(`backed up file ${file.name} (${done}/${all})`),
        }),
      );
      return {
        BackupName: place.name,
        BackupMethod: 'builtin',
        Position: position,
        PurgedPosition: status.gtid_purged ?? '',
        FromPosition: '',
        FromBackup: '',
        Incremental: false,
        BackupTime: started.toISOString(),
        FinishedTime: new Date().toISOString(),
        ServerUUID: status.server_uuid ?? '',
        TabletAlias: tabletAliasString(identity.alias),
        Hostname: manager.tablet.hostname,
        Keyspace: identity.keyspace,
        Shard: identity.shard,
        MySQLVersion: status.version ?? '',
        UpgradeSafe: options.upgradeSafe,
        CompressionEngine: options.compression.engine,
        FileEntries: entries,
        SkipCompress: options.compression.engine === '',
        ExternalDecompressor: options.compression.externalDecompressor,
      } satisfies Manifest;
    });
  });
  say(`backup ${place.dir}/${place.name} is complete`);
}

export function refusePrimary({ type }: TabletManager, { allowPrimary }: BackupOptions): void {
  if (type !== 'PRIMARY' || allowPrimary) return;
  const message =
    'type PRIMARY cannot take backup. if you really need to do this, rerun the backup command with --allow_primary';
  throw new VtError({ code: 'FAILED_PRECONDITION', message });
}

/** Writes a backup: its files first, and then the manifest that they are described by. What was written is removed where that fails. */
export async function writtenWhole(
  { log }: TabletManager,
  storage: BackupStorage,
  place: BackupPlace,
  write: (writer: BackupWriter) => Promise<Manifest>,
): Promise<void> {
  const writer = await storage.start(place);
  try {
    await writer.finish(`${JSON.stringify(await write(writer), null, 2)}\n`);
  } catch (error) {
    await writer.abandon().catch((problem: unknown) => log.warn({ err: problem }, 'remains of a backup stay'));
    throw error;
  }
}

export function managedMysqld(manager: TabletManager, what: string): Mysqld {
  const { mysqld } = manager.opened;
  if (mysqld) return mysqld;
  throw new VtError({ code: 'FAILED_PRECONDITION', message: `${what}: this tablet's mysqld is not managed by it` });
}

type Copied = { readonly entries: FileEntry[]; readonly position: string };

async function withMysqldStopped(
  manager: TabletManager,
  mysqld: Mysqld,
  { upgradeSafe, shutdownTimeoutMs }: BackupOptions,
  say: Say,
  copy: () => Promise<FileEntry[]>,
): Promise<Copied> {
  const { type } = manager;
  manager.keeper?.hold(true);
  try {
    // A primary stays one in the records: nobody else is to become it because of a backup.
    if (type !== 'PRIMARY') await manager.changeType('BACKUP', 'backup');
    else await manager.demote();
    if (type !== 'PRIMARY') await manager.replication((replication) => replication.stop());
    const position = formatPosition(await manager.replication((replication) => replication.position()));
    if (upgradeSafe)
      await asDba(manager.server, (connection) => connection.query('SET GLOBAL innodb_fast_shutdown = 0'));
    say(`mysqld stops at ${position}`);
    await mysqld.stop(shutdownTimeoutMs);
    return { entries: await copy(), position };
  } finally {
    await mysqld.start();
    manager.keeper?.hold(false);
    if (type !== 'PRIMARY') {
      await manager.settleMysqld();
      await manager.changeType(type, 'backup ended');
    } else await manager.undoDemote(await manager.durability.asPrimary());
    say('mysqld runs again');
  }
}
