
import type { Status as _replicationdata_Status, Status__Output as _replicationdata_Status__Output } from '../replicationdata/Status.ts';
import type { PrimaryStatus as _replicationdata_PrimaryStatus, PrimaryStatus__Output as _replicationdata_PrimaryStatus__Output } from '../replicationdata/PrimaryStatus.ts';
import type { Configuration as _replicationdata_Configuration, Configuration__Output as _replicationdata_Configuration__Output } from '../replicationdata/Configuration.ts';
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';

export interface FullStatus {
  'server_id'?: (number);
  'server_uuid'?: (string);
  'replication_status'?: (_replicationdata_Status | null);
  'primary_status'?: (_replicationdata_PrimaryStatus | null);
  'gtid_purged'?: (string);
  'version'?: (string);
  'version_comment'?: (string);
  'read_only'?: (boolean);
  'gtid_mode'?: (string);
  'binlog_format'?: (string);
  'binlog_row_image'?: (string);
  'log_bin_enabled'?: (boolean);
  'log_replica_updates'?: (boolean);
  'semi_sync_primary_enabled'?: (boolean);
  'semi_sync_replica_enabled'?: (boolean);
  'semi_sync_primary_status'?: (boolean);
  'semi_sync_replica_status'?: (boolean);
  'semi_sync_primary_clients'?: (number);
  'semi_sync_primary_timeout'?: (bigint | number | string);
  'semi_sync_wait_for_replica_count'?: (number);
  'super_read_only'?: (boolean);
  'replication_configuration'?: (_replicationdata_Configuration | null);
  'disk_stalled'?: (boolean);
  'semi_sync_blocked'?: (boolean);
  'tablet_type'?: (_topodata_TabletType);
}

export interface FullStatus__Output {
  'server_id': (number);
  'server_uuid': (string);
  'replication_status': (_replicationdata_Status__Output | null);
  'primary_status': (_replicationdata_PrimaryStatus__Output | null);
  'gtid_purged': (string);
  'version': (string);
  'version_comment': (string);
  'read_only': (boolean);
  'gtid_mode': (string);
  'binlog_format': (string);
  'binlog_row_image': (string);
  'log_bin_enabled': (boolean);
  'log_replica_updates': (boolean);
  'semi_sync_primary_enabled': (boolean);
  'semi_sync_replica_enabled': (boolean);
  'semi_sync_primary_status': (boolean);
  'semi_sync_replica_status': (boolean);
  'semi_sync_primary_clients': (number);
  'semi_sync_primary_timeout': (bigint);
  'semi_sync_wait_for_replica_count': (number);
  'super_read_only': (boolean);
  'replication_configuration': (_replicationdata_Configuration__Output | null);
  'disk_stalled': (boolean);
  'semi_sync_blocked': (boolean);
  'tablet_type': (_topodata_TabletType__Output);
}
