import { VtError } from '@vt/base';
import { type FlagValues, flag, flagGroup } from '@vt/servenv';
import { FileStorage } from './file-storage.ts';
import { S3Client } from './s3/client.ts';
import { awsCredentials } from './s3/credentials.ts';
import { S3Storage } from './s3/s3-storage.ts';
import type { BackupStorage } from './storage.ts';

export const backupStorageFlags = flagGroup('Backups', {
  'backup-storage-implementation': flag.choice(['', 'file', 's3'], 'kind of storage for backups'),
  'file-backup-storage-root': flag.string('folder of the backups, the same on every host'),
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

const PART_BYTES_MIN = 5 * 1024 * 1024;
const RETRIES = 3;

/** Undefined where no storage is configured. */
export function openBackupStorage(flags: FlagValues<typeof backupStorageFlags>): BackupStorage | undefined {
  const kind = flags['backup-storage-implementation'];
  if (kind === '') return undefined;
  return kind === 's3' ? openS3(flags) : openFile(flags['file-backup-storage-root']);
}

function openFile(root: string): BackupStorage {
  if (root === '') throw missing('file-backup-storage-root');
  return new FileStorage(root);
}

function openS3(flags: FlagValues<typeof backupStorageFlags>): BackupStorage {
  const bucket = flags['s3-backup-storage-bucket'];
  if (bucket === '') throw missing('s3-backup-storage-bucket');
  const endpoint = flags['s3-backup-aws-endpoint'];
  const retries = flags['s3-backup-aws-retries'];
  const encryption = flags['s3-backup-server-side-encryption'];
  const client = new S3Client({
    endpoint: endpoint === '' || endpoint.includes('://') ? endpoint : `https://${endpoint}`,
    region: flags['s3-backup-aws-region'],
    bucket,
    isPathStyle: flags['s3-backup-force-path-style'],
    credentials: () => awsCredentials(),
    retriesMax: retries < 0 ? RETRIES : retries,
    writeHeaders: encryption ? { 'x-amz-server-side-encryption': encryption } : {},
  });
  const partBytes = Math.max(PART_BYTES_MIN, flags['s3-backup-aws-min-partsize']);
  return new S3Storage(client, flags['s3-backup-storage-root'], partBytes);
}

function missing(name: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message: `--${name} is missing` });
}

export function noStorage(): VtError {
  return new VtError({
    code: 'FAILED_PRECONDITION',
    message: 'no storage for backups: --backup-storage-implementation is not given',
  });
}
