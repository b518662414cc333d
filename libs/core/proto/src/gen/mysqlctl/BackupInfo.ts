
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';


export const _mysqlctl_BackupInfo_Status = {
  UNKNOWN: 'UNKNOWN',
  INCOMPLETE: 'INCOMPLETE',
  COMPLETE: 'COMPLETE',
  INVALID: 'INVALID',
  VALID: 'VALID',
} as const;

export type _mysqlctl_BackupInfo_Status =
  | 'UNKNOWN'
  | 0
  | 'INCOMPLETE'
  | 1
  | 'COMPLETE'
  | 2
  | 'INVALID'
  | 3
  | 'VALID'
  | 4

export type _mysqlctl_BackupInfo_Status__Output = typeof _mysqlctl_BackupInfo_Status[keyof typeof _mysqlctl_BackupInfo_Status]

export interface BackupInfo {
  'name'?: (string);
  'directory'?: (string);
  'keyspace'?: (string);
  'shard'?: (string);
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'time'?: (_vttime_Time | null);
  'engine'?: (string);
  'status'?: (_mysqlctl_BackupInfo_Status);
}

export interface BackupInfo__Output {
  'name': (string);
  'directory': (string);
  'keyspace': (string);
  'shard': (string);
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'time': (_vttime_Time__Output | null);
  'engine': (string);
  'status': (_mysqlctl_BackupInfo_Status__Output);
}
