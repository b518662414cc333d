import { VtError } from '@vt/base';
import { type FlagValues, flag, flagGroup } from '@vt/servenv';
import { FileStorage } from './file-storage.ts';
import { missing, openAzure, openGcs, openS3 } from './open-stores.ts';
import type { BackupStorage } from './storage.ts';

const KINDS = ['', 'azblob', 'file', 'gcs', 's3'] as const;

export const backupStorageFlags = flagGroup('Backups', {
  'azblob-backup-account-key-file': flag.string(
    'file with a key of the storage account; empty: VT_AZBLOB_ACCOUNT_KEY has it',
  ),
  'azblob-backup-account-name': flag.string('Azure’s storage account; empty: VT_AZBLOB_ACCOUNT_NAME names it'),
  'azblob-backup-buffer-size': flag.size('bytes of memory for each file that is sent', { default: 104_857_600 }),
  'azblob-backup-container-name': flag.string('name of the container'),
  'azblob-backup-endpoint': flag.string('URL of the account’s Blob service; empty: Azure’s own of the account'),
  'azblob-backup-parallelism': flag.integer('blocks of one file that are sent at the same time', { default: 1 }),
  'azblob-backup-storage-root': flag.string('prefix of all names'),
  'backup-storage-implementation': flag.choice(KINDS, 'kind of storage for backups'),
  'file-backup-storage-root': flag.string('folder of the backups, the same on every host'),
  'gcs-backup-endpoint': flag.string('URL of an XML API like Google’s; empty: Google’s own'),
  'gcs-backup-storage-bucket': flag.string('name of the bucket'),
  'gcs-backup-storage-root': flag.string('prefix of all names'),
  's3-backup-aws-endpoint': flag.string('URL, or host:port, of an S3 API; empty: AWS’s own of the region'),
  's3-backup-aws-min-partsize': flag.size('bytes of one part of an upload, at least 5 MiB', { default: 16_777_216 }),
  's3-backup-aws-region': flag.string('region of the bucket', { default: 'us-east-1' }),
  's3-backup-aws-retries': flag.integer('how often a request that fails for a moment is tried again; -1: 3 times', {
    default: -1,
  }),
  's3-backup-force-path-style': flag.boolean('the bucket’s name is part of the path, not of the host'),
  's3-backup-server-side-encryption': flag.string('such as AES256 or aws:kms'),
  's3-backup-storage-bucket': flag.string('name of the bucket'),
  's3-backup-storage-root': flag.string('prefix of all keys'),
});

/** Undefined where no storage is configured. */
export function openBackupStorage(flags: FlagValues<typeof backupStorageFlags>): BackupStorage | undefined {
  const kind = flags['backup-storage-implementation'];
  switch (kind) {
    case '':
      return undefined;
    case 'azblob':
      return openAzure(flags);
    case 'file':
      return openFile(flags['file-backup-storage-root']);
    case 'gcs':
      return openGcs(flags);
    case 's3':
      return openS3(flags);
  }
}

function openFile(root: string): BackupStorage {
  if (root === '') throw missing('file-backup-storage-root');
  return new FileStorage(root);
}

export function noStorage(): VtError {
  return new VtError({
    code: 'FAILED_PRECONDITION',
    message: 'no storage for backups: --backup-storage-implementation is not given',
  });
}
