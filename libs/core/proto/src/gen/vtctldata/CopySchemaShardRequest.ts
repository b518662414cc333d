
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { Duration as _vttime_Duration, Duration__Output as _vttime_Duration__Output } from '../vttime/Duration.ts';

export interface CopySchemaShardRequest {
  'source_tablet_alias'?: (_topodata_TabletAlias | null);
  'tables'?: (string)[];
  'exclude_tables'?: (string)[];
  'include_views'?: (boolean);
  'skip_verify'?: (boolean);
  'wait_replicas_timeout'?: (_vttime_Duration | null);
  'destination_keyspace'?: (string);
  'destination_shard'?: (string);
}

export interface CopySchemaShardRequest__Output {
  'source_tablet_alias': (_topodata_TabletAlias__Output | null);
  'tables': (string)[];
  'exclude_tables': (string)[];
  'include_views': (boolean);
  'skip_verify': (boolean);
  'wait_replicas_timeout': (_vttime_Duration__Output | null);
  'destination_keyspace': (string);
  'destination_shard': (string);
}
