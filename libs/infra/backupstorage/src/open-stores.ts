import { VtError } from '@vt/base';
import type { FlagValues } from '@vt/servenv';
import { AzureStore } from './azblob/azure-store.ts';
import { AzureClient } from './azblob/client.ts';
import { azureCredentials } from './azblob/credentials.ts';
import type { backupStorageFlags } from './flags.ts';
import { GCS_ENDPOINT, googleAuthorized } from './gcs/authorize.ts';
import { googleIdentity } from './gcs/credentials.ts';
import { GoogleTokens } from './gcs/token.ts';
import { ObjectStorage } from './object/object-storage.ts';
import { awsEndpoint, awsSigned, S3Client } from './s3/client.ts';
import { awsCredentials } from './s3/credentials.ts';
import { S3Store } from './s3/s3-store.ts';
import type { BackupStorage } from './storage.ts';

type Flags = FlagValues<typeof backupStorageFlags>;

const PART_BYTES_MIN = 5 * 1024 * 1024;
const GCS_PART_BYTES = 16 * 1024 * 1024;
const BLOCK_BYTES_MIN = 1024 * 1024;
/** What Azure takes as one block. */
const BLOCK_BYTES_MAX = 4_000 * 1024 * 1024;
const RETRIES = 3;

export function openS3(flags: Flags): BackupStorage {
  const bucket = given(flags, 's3-backup-storage-bucket');
  const region = flags['s3-backup-aws-region'];
  const retries = flags['s3-backup-aws-retries'];
  const encryption = flags['s3-backup-server-side-encryption'];
  const client = new S3Client({
    store: 'S3',
    endpoint: asUrl(flags['s3-backup-aws-endpoint']) || awsEndpoint(region),
    bucket,
    isPathStyle: flags['s3-backup-force-path-style'],
    authorize: awsSigned(region, () => awsCredentials()),
    retriesMax: retries < 0 ? RETRIES : retries,
    writeHeaders: encryption ? { 'x-amz-server-side-encryption': encryption } : {},
  });
  const partBytes = Math.max(PART_BYTES_MIN, flags['s3-backup-aws-min-partsize']);
  return new ObjectStorage(new S3Store(client, partBytes), flags['s3-backup-storage-root']);
}

/** Google's storage speaks S3's protocol too, with tokens of its own. */
export function openGcs(flags: Flags): BackupStorage {
  const client = new S3Client({
    store: 'Google Cloud Storage',
    endpoint: asUrl(flags['gcs-backup-endpoint']) || GCS_ENDPOINT,
    bucket: given(flags, 'gcs-backup-storage-bucket'),
    isPathStyle: true,
    authorize: googleAuthorized(new GoogleTokens(() => googleIdentity())),
    retriesMax: RETRIES,
    writeHeaders: {},
  });
  return new ObjectStorage(new S3Store(client, GCS_PART_BYTES), flags['gcs-backup-storage-root']);
}

export function openAzure(flags: Flags): BackupStorage {
  const account = flags['azblob-backup-account-name'] || process.env['VT_AZBLOB_ACCOUNT_NAME'] || '';
  if (account === '') throw missing('azblob-backup-account-name');
  const keyFile = flags['azblob-backup-account-key-file'];
  const client = new AzureClient({
    endpoint: asUrl(flags['azblob-backup-endpoint']) || `https://${account}.blob.core.windows.net`,
    container: given(flags, 'azblob-backup-container-name'),
    credentials: () => azureCredentials(account, keyFile),
    retriesMax: RETRIES,
  });
  const parallelism = Math.max(1, flags['azblob-backup-parallelism']);
  // The buffer holds the blocks on their way, the one that is filled, and that one's copy when it is full.
  const blockBytes = Math.floor(flags['azblob-backup-buffer-size'] / (parallelism + 2));
  const store = new AzureStore(client, {
    blockBytes: Math.min(BLOCK_BYTES_MAX, Math.max(BLOCK_BYTES_MIN, blockBytes)),
    parallelism,
  });
  return new ObjectStorage(store, flags['azblob-backup-storage-root']);
}

function asUrl(endpoint: string): string {
  return endpoint === '' || endpoint.includes('://') ? endpoint : `https://${endpoint}`;
}

function given(
  flags: Flags,
  name: 's3-backup-storage-bucket' | 'gcs-backup-storage-bucket' | 'azblob-backup-container-name',
): string {
  if (flags[name] === '') throw missing(name);
  return flags[name];
}

export function missing(name: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message: `--${name} is missing` });
}
