
import type { Target as _query_Target, Target__Output as _query_Target__Output } from '../query/Target.ts';
import type { RealtimeStats as _query_RealtimeStats, RealtimeStats__Output as _query_RealtimeStats__Output } from '../query/RealtimeStats.ts';
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface StreamHealthResponse {
  'target'?: (_query_Target | null);
  'serving'?: (boolean);
  'primary_term_start_timestamp'?: (bigint | number | string);
  'realtime_stats'?: (_query_RealtimeStats | null);
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'query_stream_version'?: (number);
}

export interface StreamHealthResponse__Output {
  'target': (_query_Target__Output | null);
  'serving': (boolean);
  'primary_term_start_timestamp': (bigint);
  'realtime_stats': (_query_RealtimeStats__Output | null);
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'query_stream_version': (number);
}
