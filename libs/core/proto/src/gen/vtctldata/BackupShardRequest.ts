
import type { Duration as _vttime_Duration, Duration__Output as _vttime_Duration__Output } from '../vttime/Duration.ts';
import type { _tabletmanagerdata_BackupRequest_InitSQL, _tabletmanagerdata_BackupRequest_InitSQL__Output } from '../tabletmanagerdata/BackupRequest.ts';

export interface BackupShardRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'allow_primary'?: (boolean);
  'concurrency'?: (number);
  'upgrade_safe'?: (boolean);
  'incremental_from_pos'?: (string);
  'mysql_shutdown_timeout'?: (_vttime_Duration | null);
  'init_sql'?: (_tabletmanagerdata_BackupRequest_InitSQL | null);
}

export interface BackupShardRequest__Output {
  'keyspace': (string);
  'shard': (string);
  'allow_primary': (boolean);
  'concurrency': (number);
  'upgrade_safe': (boolean);
  'incremental_from_pos': (string);
  'mysql_shutdown_timeout': (_vttime_Duration__Output | null);
  'init_sql': (_tabletmanagerdata_BackupRequest_InitSQL__Output | null);
}
