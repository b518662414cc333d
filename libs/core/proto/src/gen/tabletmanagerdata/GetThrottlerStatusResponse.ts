
import type { ThrottledAppRule as _topodata_ThrottledAppRule, ThrottledAppRule__Output as _topodata_ThrottledAppRule__Output } from '../topodata/ThrottledAppRule.ts';
import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';
import type { CheckThrottlerResponseCode as _tabletmanagerdata_CheckThrottlerResponseCode, CheckThrottlerResponseCode__Output as _tabletmanagerdata_CheckThrottlerResponseCode__Output } from '../tabletmanagerdata/CheckThrottlerResponseCode.ts';

export interface _tabletmanagerdata_GetThrottlerStatusResponse_MetricHealth {
  'last_healthy_at'?: (_vttime_Time | null);
  'seconds_since_last_healthy'?: (bigint | number | string);
}

export interface _tabletmanagerdata_GetThrottlerStatusResponse_MetricHealth__Output {
  'last_healthy_at': (_vttime_Time__Output | null);
  'seconds_since_last_healthy': (bigint);
}

export interface _tabletmanagerdata_GetThrottlerStatusResponse_MetricResult {
  'value'?: (number | string);
  'error'?: (string);
}

export interface _tabletmanagerdata_GetThrottlerStatusResponse_MetricResult__Output {
  'value': (number);
  'error': (string);
}

export interface _tabletmanagerdata_GetThrottlerStatusResponse_RecentApp {
  'checked_at'?: (_vttime_Time | null);
  'response_code'?: (_tabletmanagerdata_CheckThrottlerResponseCode);
}

export interface _tabletmanagerdata_GetThrottlerStatusResponse_RecentApp__Output {
  'checked_at': (_vttime_Time__Output | null);
  'response_code': (_tabletmanagerdata_CheckThrottlerResponseCode__Output);
}

export interface GetThrottlerStatusResponse {
  'tablet_alias'?: (string);
  'keyspace'?: (string);
  'shard'?: (string);
  'is_leader'?: (boolean);
  'is_open'?: (boolean);
  'is_enabled'?: (boolean);
  'is_dormant'?: (boolean);
  'lag_metric_query'?: (string);
  'custom_metric_query'?: (string);
  'default_threshold'?: (number | string);
  'metric_name_used_as_default'?: (string);
  'aggregated_metrics'?: ({[key: string]: _tabletmanagerdata_GetThrottlerStatusResponse_MetricResult});
  'metric_thresholds'?: ({[key: string]: number | string});
  'metrics_health'?: ({[key: string]: _tabletmanagerdata_GetThrottlerStatusResponse_MetricHealth});
  'throttled_apps'?: ({[key: string]: _topodata_ThrottledAppRule});
  'app_checked_metrics'?: ({[key: string]: string});
  'recently_checked'?: (boolean);
  'recent_apps'?: ({[key: string]: _tabletmanagerdata_GetThrottlerStatusResponse_RecentApp});
}

export interface GetThrottlerStatusResponse__Output {
  'tablet_alias': (string);
  'keyspace': (string);
  'shard': (string);
  'is_leader': (boolean);
  'is_open': (boolean);
  'is_enabled': (boolean);
  'is_dormant': (boolean);
  'lag_metric_query': (string);
  'custom_metric_query': (string);
  'default_threshold': (number);
  'metric_name_used_as_default': (string);
  'aggregated_metrics': ({[key: string]: _tabletmanagerdata_GetThrottlerStatusResponse_MetricResult__Output});
  'metric_thresholds': ({[key: string]: number});
  'metrics_health': ({[key: string]: _tabletmanagerdata_GetThrottlerStatusResponse_MetricHealth__Output});
  'throttled_apps': ({[key: string]: _topodata_ThrottledAppRule__Output});
  'app_checked_metrics': ({[key: string]: string});
  'recently_checked': (boolean);
  'recent_apps': ({[key: string]: _tabletmanagerdata_GetThrottlerStatusResponse_RecentApp__Output});
}
