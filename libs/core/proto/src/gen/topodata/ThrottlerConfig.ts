
import type { ThrottledAppRule as _topodata_ThrottledAppRule, ThrottledAppRule__Output as _topodata_ThrottledAppRule__Output } from '../topodata/ThrottledAppRule.ts';

export interface _topodata_ThrottlerConfig_MetricNames {
  'names'?: (string)[];
}

export interface _topodata_ThrottlerConfig_MetricNames__Output {
  'names': (string)[];
}

export interface ThrottlerConfig {
  'enabled'?: (boolean);
  'threshold'?: (number | string);
  'custom_query'?: (string);
  'check_as_check_self'?: (boolean);
  'throttled_apps'?: ({[key: string]: _topodata_ThrottledAppRule});
  'app_checked_metrics'?: ({[key: string]: _topodata_ThrottlerConfig_MetricNames});
  'metric_thresholds'?: ({[key: string]: number | string});
}

export interface ThrottlerConfig__Output {
  'enabled': (boolean);
  'threshold': (number);
  'custom_query': (string);
  'check_as_check_self': (boolean);
  'throttled_apps': ({[key: string]: _topodata_ThrottledAppRule__Output});
  'app_checked_metrics': ({[key: string]: _topodata_ThrottlerConfig_MetricNames__Output});
  'metric_thresholds': ({[key: string]: number});
}
