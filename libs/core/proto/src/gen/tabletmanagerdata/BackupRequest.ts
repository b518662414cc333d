
import type { Duration as _vttime_Duration, Duration__Output as _vttime_Duration__Output } from '../vttime/Duration.ts';
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';

export interface _tabletmanagerdata_BackupRequest_InitSQL {
  'queries'?: (string)[];
  'tablet_types'?: (_topodata_TabletType)[];
  'timeout'?: (_vttime_Duration | null);
  'fail_on_error'?: (boolean);
}

export interface _tabletmanagerdata_BackupRequest_InitSQL__Output {
  'queries': (string)[];
  'tablet_types': (_topodata_TabletType__Output)[];
  'timeout': (_vttime_Duration__Output | null);
  'fail_on_error': (boolean);
}

export interface BackupRequest {
  'concurrency'?: (number);
  'allow_primary'?: (boolean);
  'incremental_from_pos'?: (string);
  'upgrade_safe'?: (boolean);
  'backup_engine'?: (string);
  'mysql_shutdown_timeout'?: (_vttime_Duration | null);
  'init_sql'?: (_tabletmanagerdata_BackupRequest_InitSQL | null);
  '_backup_engine'?: "backup_engine";
}

export interface BackupRequest__Output {
  'concurrency': (number);
  'allow_primary': (boolean);
  'incremental_from_pos': (string);
  'upgrade_safe': (boolean);
  'backup_engine'?: (string);
  'mysql_shutdown_timeout': (_vttime_Duration__Output | null);
  'init_sql': (_tabletmanagerdata_BackupRequest_InitSQL__Output | null);
  '_backup_engine'?: "backup_engine";
}
