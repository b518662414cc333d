export { FileStorage } from './file-storage.ts';
export { backupStorageFlags, noStorage, openBackupStorage } from './flags.ts';
export {
  backupName,
  type FileBase,
  type FileEntry,
  type IncrementalDetails,
  type Manifest,
  parseBackupName,
  parseManifest,
} from './manifest.ts';
export { type Named, type RestorePath, type RestoreTarget, restorePath } from './restore-path.ts';
export { expired, type Retention } from './retention.ts';
export { awsSigned, S3Client, type S3ClientOptions } from './s3/client.ts';
export type { BackupPlace, BackupStorage, BackupWriter } from './storage.ts';
