
import type { ThrottlerConfig as _topodata_ThrottlerConfig, ThrottlerConfig__Output as _topodata_ThrottlerConfig__Output } from '../topodata/ThrottlerConfig.ts';
import type { Config as _querythrottler_Config, Config__Output as _querythrottler_Config__Output } from '../querythrottler/Config.ts';
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';
import type { ShardReference as _topodata_ShardReference, ShardReference__Output as _topodata_ShardReference__Output } from '../topodata/ShardReference.ts';
import type { ShardTabletControl as _topodata_ShardTabletControl, ShardTabletControl__Output as _topodata_ShardTabletControl__Output } from '../topodata/ShardTabletControl.ts';

export interface _topodata_SrvKeyspace_KeyspacePartition {
  'served_type'?: (_topodata_TabletType);
  'shard_references'?: (_topodata_ShardReference)[];
  'shard_tablet_controls'?: (_topodata_ShardTabletControl)[];
}

export interface _topodata_SrvKeyspace_KeyspacePartition__Output {
  'served_type': (_topodata_TabletType__Output);
  'shard_references': (_topodata_ShardReference__Output)[];
  'shard_tablet_controls': (_topodata_ShardTabletControl__Output)[];
}

export interface SrvKeyspace {
  'partitions'?: (_topodata_SrvKeyspace_KeyspacePartition)[];
  'throttler_config'?: (_topodata_ThrottlerConfig | null);
  'query_throttler_config'?: (_querythrottler_Config | null);
}

export interface SrvKeyspace__Output {
  'partitions': (_topodata_SrvKeyspace_KeyspacePartition__Output)[];
  'throttler_config': (_topodata_ThrottlerConfig__Output | null);
  'query_throttler_config': (_querythrottler_Config__Output | null);
}
