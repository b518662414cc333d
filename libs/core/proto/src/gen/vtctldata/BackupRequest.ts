
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { Duration as _vttime_Duration, Duration__Output as _vttime_Duration__Output } from '../vttime/Duration.ts';
import type { _tabletmanagerdata_BackupRequest_InitSQL, _tabletmanagerdata_BackupRequest_InitSQL__Output } from '../tabletmanagerdata/BackupRequest.ts';

export interface BackupRequest {
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'allow_primary'?: (boolean);
  'concurrency'?: (number);
  'incremental_from_pos'?: (string);
  'upgrade_safe'?: (boolean);
  'backup_engine'?: (string);
  'mysql_shutdown_timeout'?: (_vttime_Duration | null);
  'init_sql'?: (_tabletmanagerdata_BackupRequest_InitSQL | null);
  '_backup_engine'?: "backup_engine";
}

export interface BackupRequest__Output {
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'allow_primary': (boolean);
  'concurrency': (number);
  'incremental_from_pos': (string);
  'upgrade_safe': (boolean);
  'backup_engine'?: (string);
  'mysql_shutdown_timeout': (_vttime_Duration__Output | null);
  'init_sql': (_tabletmanagerdata_BackupRequest_InitSQL__Output | null);
  '_backup_engine'?: "backup_engine";
}
