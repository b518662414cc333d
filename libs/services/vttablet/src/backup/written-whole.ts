import {
  type BackupPlace,
  type BackupStorage,
  type BackupWriter,
  type Manifest,
  parseBackupName,
} from '@vt/backupstorage';
import { tabletAliasEqual } from '@vt/topo';
import type { TabletManager } from '../manager/tablet-manager.ts';
import type { Say } from './event-stream.ts';

/** Whose backup it is. */
export type Owner = Pick<TabletManager, 'identity' | 'log'>;

/**
 * Writes a backup: its files first, and then the manifest that they are described by. What was written is removed where that fails; what a process that died has
 * left of an earlier one of this tablet is removed first. For who alone makes backups of this tablet now.
 */
export async function writtenWhole(
  manager: Owner,
  storage: BackupStorage,
  place: BackupPlace,
  say: Say,
  write: (writer: BackupWriter) => Promise<Manifest>,
): Promise<void> {
  const { log } = manager;
  await removeRemains(manager, storage, place.dir, say).catch((problem: unknown) =>
    log.warn({ err: problem }, 'remains of earlier backups stay'),
  );
  const writer = await storage.start(place);
  try {
    await writer.finish(`${JSON.stringify(await write(writer), null, 2)}\n`);
  } catch (error) {
    await writer.abandon().catch((problem: unknown) => log.warn({ err: problem }, 'remains of a backup stay'));
    throw error;
  }
}

/** INVARIANT: only this tablet's own: it takes one at a time, so that one without a manifest is nobody's any more. Another tablet's may be under way. */
async function removeRemains(
  { identity }: Pick<Owner, 'identity'>,
  storage: BackupStorage,
  dir: string,
  say: Say,
): Promise<void> {
  for (const name of await storage.list(dir)) {
    const alias = parseBackupName(name)?.alias;
    if (!tabletAliasEqual(alias, identity.alias) || (await storage.manifest({ dir, name })) !== undefined) continue;
    say(`removing ${dir}/${name}, which was never completed`, 'WARNING');
    await storage.remove({ dir, name });
  }
}
