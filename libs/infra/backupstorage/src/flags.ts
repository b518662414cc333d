import { VtError } from '@vt/base';
import { type FlagValues, flag, flagGroup } from '@vt/servenv';
import { FileStorage } from './file-storage.ts';
import type { BackupStorage } from './storage.ts';

export const backupStorageFlags = flagGroup('Backups', {
  'backup-storage-implementation': flag.choice(['', 'file'], 'kind of storage for backups'),
  'file-backup-storage-root': flag.string('folder of the backups, the same on every host'),
});

/** Undefined where no storage is configured. */
export function openBackupStorage(flags: FlagValues<typeof backupStorageFlags>): BackupStorage | undefined {
  const root = flags['file-backup-storage-root'];
  if (flags['backup-storage-implementation'] === '') return undefined;
  if (root === '') throw new VtError({ code: 'INVALID_ARGUMENT', message: '--file-backup-storage-root is missing' });
  return new FileStorage(root);
}

export function noStorage(): VtError {
  return new VtError({
    code: 'FAILED_PRECONDITION',
    message: 'no storage for backups: --backup-storage-implementation is not given',
  });
}
