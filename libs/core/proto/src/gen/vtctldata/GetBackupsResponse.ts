
import type { BackupInfo as _mysqlctl_BackupInfo, BackupInfo__Output as _mysqlctl_BackupInfo__Output } from '../mysqlctl/BackupInfo.ts';

export interface GetBackupsResponse {
  'backups'?: (_mysqlctl_BackupInfo)[];
}

export interface GetBackupsResponse__Output {
  'backups': (_mysqlctl_BackupInfo__Output)[];
}
