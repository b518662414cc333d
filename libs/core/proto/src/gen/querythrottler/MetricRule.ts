
import type { ThrottleThreshold as _querythrottler_ThrottleThreshold, ThrottleThreshold__Output as _querythrottler_ThrottleThreshold__Output } from '../querythrottler/ThrottleThreshold.ts';

export interface MetricRule {
  'thresholds'?: (_querythrottler_ThrottleThreshold)[];
}

export interface MetricRule__Output {
  'thresholds': (_querythrottler_ThrottleThreshold__Output)[];
}
