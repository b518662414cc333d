import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Named, type RestoreTarget, restorePath } from '@vt/backupstorage';
import { applyBinlogs, fetchPlain, type Mysqld } from '@vt/mysqlctl';
import type { TabletManager } from '../manager/tablet-manager.ts';
import type { Say } from './event-stream.ts';
import { completeBackups, suitable } from './list-backups.ts';
import { fetchAlone, putInPlace, type RestoreOptions, refuseToRestore } from './restore-backup.ts';
import { backupSource } from './source-folder.ts';
import { managedMysqld } from './take-backup.ts';

const STAGING = 'restore-binlogs';

/**
 * Replaces the data of this tablet's mysqld by what they were at a point between backups: a whole backup, and the binary logs of incremental ones up to the point. Everything is
 * fetched and verified before anything is replaced. The tablet replicates from nobody afterwards and is there to be looked at: DRAINED, or, in a SNAPSHOT keyspace, of its own type.
 */
export async function restoreToPoint(
  manager: TabletManager,
  target: RestoreTarget,
  options: Omit<RestoreOptions, 'before'>,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  const mysqld = managedMysqld(manager, 'RestoreFromBackup');
  refuseToRestore(manager);
  const { dir, isSnapshot } = await backupSource(manager, signal);
  const backups = await completeBackups(options.storage, dir, ({ message }) => say(message, 'WARNING'));
  const { whole, increments } = restorePath(backups, target);
  say(`restore path: ${[whole, ...increments].map(({ name }) => name).join(', ')}`);
  suitable(whole.manifest, dir, mysqld.version);
  if (options.dryRun) return;
  const staging = join(mysqld.layout.dir, STAGING);
  try {
    await manager.copies.oneAtATime.run(async () => {
      const files = await fetchAll(staging, dir, increments, options, say, signal);
      const place = { dir, name: whole.name };
      await fetchAlone(manager, mysqld, { place, manifest: whole.manifest }, options, say, signal);
      await manager.lock.run(async () => {
        await putInPlace(manager, mysqld, whole.manifest);
        try {
          // Who asked may have gone: what has begun to replace the data goes on to its end.
          await replay(manager, mysqld, files, target, say, new AbortController().signal);
        } catch (error) {
          // Whoever wants what was is not served something else.
          if (!isSnapshot) await followAgain(manager);
          throw error;
        }
        await manager.changeType(isSnapshot ? manager.baseType : 'DRAINED', 'restored to a point in time');
      });
    });
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  say(`restored ${dir}/${whole.name}, and up to the point; the tablet is ${manager.type} and does not replicate`);
}

/** It is somewhere before the point, and knows what it has: it catches up with the primary as after any restore. */
async function followAgain(manager: TabletManager): Promise<void> {
  await manager.settleSoon();
  await manager.changeType(manager.baseType, 'not restored to a point in time');
}

async function fetchAll(
  staging: string,
  dir: string,
  increments: readonly Named[],
  {
    storage,
    concurrency,
    externalDecompressor,
  }: Pick<RestoreOptions, 'concurrency' | 'externalDecompressor' | 'storage'>,
  say: Say,
  signal: AbortSignal,
): Promise<string[]> {
  rmSync(staging, { recursive: true, force: true });
  const files: string[] = [];
  for (const [i, { name, manifest }] of increments.entries()) {
    const onFile = ({ Name }: { readonly Name: string }) => say(`fetched binary log ${Name} of ${name}`);
    const folder = join(staging, String(i));
    files.push(
      ...(await fetchPlain(folder, storage, { dir, name }, manifest, {
        concurrency,
        externalDecompressor,
        signal,
        onFile,
      })),
    );
  }
  return files;
}

async function replay(
  manager: TabletManager,
  mysqld: Mysqld,
  files: readonly string[],
  target: RestoreTarget,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  await manager.replication((replication) => replication.setReadOnly('off'));
  try {
    await applyBinlogs({
      program: mysqld.program,
      version: mysqld.version,
      socket: mysqld.layout.socket,
      files,
      from: await manager.replication((replication) => replication.position(signal)),
      to: target.kind === 'position' ? target.position : undefined,
      before: target.kind === 'time' ? target.time : undefined,
      signal,
    });
    say(`applied ${files.length} binary logs`);
  } finally {
    await manager.replication((replication) => replication.setReadOnly('super-read-only'));
  }
}
