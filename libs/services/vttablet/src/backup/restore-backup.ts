import { type BackupPlace, type BackupStorage, type Manifest, parseBackupName, parseManifest } from '@vt/backupstorage';
import { VtError } from '@vt/base';
import { parsePosition } from '@vt/mysql';
import {
  fetchWhole,
  forgetRestore,
  type Mysqld,
  makeSchemaFolders,
  putFetchedInPlace,
  restoredPosition,
} from '@vt/mysqlctl';
import type { TabletManager } from '../manager/tablet-manager.ts';
import { asDba } from '../mysqld/dba.ts';
import type { Say } from './event-stream.ts';
import { suitable, usable } from './list-backups.ts';
import { backupSource } from './source-folder.ts';
import { managedMysqld } from './take-backup.ts';

export type RestoreOptions = {
  readonly storage: BackupStorage;
  readonly concurrency: number;
  readonly externalDecompressor: string;
  /** The last one that began no later; undefined: the last one. */
  readonly before: Date | undefined;
  /** Methods whose backups are used; empty: all. */
  readonly allowedEngines: readonly string[];
  readonly dryRun: boolean;
};

/** Replaces the data of this tablet's mysqld by those of a backup, and lets it catch up with the primary. Meanwhile the tablet is of type RESTORE, and then of the one that it had. */
export async function restoreBackup(
  manager: TabletManager,
  options: RestoreOptions,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  const mysqld = managedMysqld(manager, 'RestoreFromBackup');
  refuseToRestore(manager);
  const { dir } = await backupSource(manager, signal);
  const { place, manifest } = await findBackup(options, dir, say);
  suitable(manifest, dir, mysqld.version);
  say(`restoring ${place.dir}/${place.name} of ${manifest.TabletAlias}, taken at ${manifest.Position}`);
  if (options.dryRun) return;
  await manager.copies.oneAtATime.run(async () => {
    await fetchAlone(manager, mysqld, { place, manifest }, options, say, signal);
    await manager.lock.run(async () => {
      const { type, baseType } = manager;
      await putInPlace(manager, mysqld, manifest);
      await manager.settleSoon();
      await manager.changeType(type === 'BACKUP' || type === 'RESTORE' ? baseType : type, 'restored');
    });
  });
  say(`restored ${place.dir}/${place.name}`);
}

export function refuseToRestore({ type }: TabletManager): void {
  if (type !== 'PRIMARY') return;
  const message =
    'type PRIMARY cannot restore from backup, if you really need to do this, restart vttablet in replica mode';
  throw new VtError({ code: 'FAILED_PRECONDITION', message });
}

/**
 * Fetches a whole backup while mysqld runs; for who alone copies now. INVARIANT: without the action lock: it may take hours, and the tablet is needed meanwhile where the shard is to get another
 * primary.
 */
export async function fetchAlone(
  manager: TabletManager,
  mysqld: Mysqld,
  { place, manifest }: { readonly place: BackupPlace; readonly manifest: Manifest },
  {
    storage,
    concurrency,
    externalDecompressor,
  }: Pick<RestoreOptions, 'concurrency' | 'externalDecompressor' | 'storage'>,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  await fetchWhole(mysqld, storage, place, manifest, {
    concurrency,
    externalDecompressor,
    signal,
    onFile: (entry, done, all) => say(`fetched file ${entry.Name} (${done}/${all})`),
    onResume: (done, all) => say(`going on: ${done} of ${all} files are there from an earlier attempt`),
  });
}

/** Starts mysqld on the files that were fetched; for who holds the action lock. The tablet is of type RESTORE then. */
export async function putInPlace(manager: TabletManager, mysqld: Mysqld, manifest: Manifest): Promise<void> {
  try {
    // It may have become primary since they were asked for.
    refuseToRestore(manager);
  } catch (error) {
    forgetRestore(mysqld.layout);
    throw error;
  }
  manager.keeper?.hold(true);
  await manager.changeType('RESTORE', 'restore');
  try {
    await mysqld.kill();
    putFetchedInPlace(mysqld.layout, manifest.Position);
    // INVARIANT: from here on nobody's going away ends it: a server without its position would replicate from a wrong one.
    await mysqld.start();
  } finally {
    manager.keeper?.hold(false);
  }
  await takePosition(manager, mysqld);
  manager.backupStats.restored(manifest);
}

/** A server that holds a backup's files takes the backup's transactions for executed; a restart in between does it again. */
export async function takePosition(manager: Pick<TabletManager, 'replication'>, mysqld: Mysqld): Promise<void> {
  const restored = restoredPosition(mysqld.layout);
  if (!restored) return;
  await asDba(mysqld, (connection) => makeSchemaFolders(mysqld.layout, connection));
  await manager.replication(async (replication) => {
    await replication.setReadOnly('off');
    await replication.resetAll();
    await replication.setPosition(parsePosition(restored.position));
    await replication.setReadOnly('super-read-only');
  });
  restored.forget();
}

/** Settles mysqld after a start, on what a backup restored where that is not done yet: a restore whose mysqld did not start then ends with it. For who holds the action lock. */
export async function endingRestore(manager: TabletManager, settle: () => Promise<void>): Promise<void> {
  const { mysqld } = manager.opened;
  if (mysqld) await takePosition(manager, mysqld);
  try {
    await settle();
  } finally {
    if (manager.type === 'RESTORE') await manager.changeType(manager.baseType, 'restored');
  }
}

/**
 * The last complete whole backup, of the time and engines that are asked for; one whose manifest cannot be read is left out, and told. Throws NOT_FOUND, which says what was asked for,
 * when there is none.
 */
export async function findBackup(
  { storage, before, allowedEngines }: Pick<RestoreOptions, 'allowedEngines' | 'before' | 'storage'>,
  dir: string,
  say: Say,
): Promise<{ readonly place: BackupPlace; readonly manifest: Manifest }> {
  const problems: string[] = [];
  const names = (await storage.list(dir)).filter((name) => {
    const parsed = parseBackupName(name);
    return parsed !== undefined && (before === undefined || parsed.time <= before);
  });
  for (const name of names.reverse()) {
    const place = { dir, name };
    const text = await storage.manifest(place);
    if (text === undefined) continue;
    try {
      const parsed = parseManifest(text, name);
      if (allowedEngines.length > 0 && !allowedEngines.includes(parsed.BackupMethod)) continue;
      const manifest = usable(parsed, name);
      if (!manifest.Incremental) return { place, manifest };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      problems.push(why);
      say(`left out: ${why}`, 'WARNING');
    }
  }
  const until = before === undefined ? '' : ` of ${before.toISOString()} or earlier`;
  const by = allowedEngines.length === 0 ? '' : ` by ${allowedEngines.join(' or ')}`;
  const why = problems.length > 0 ? `: ${problems.join('; ')}` : '';
  throw new VtError({ code: 'NOT_FOUND', message: `there is no complete backup of ${dir}${until}${by}${why}` });
}
