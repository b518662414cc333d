
import type { MetricRuleSet as _querythrottler_MetricRuleSet, MetricRuleSet__Output as _querythrottler_MetricRuleSet__Output } from '../querythrottler/MetricRuleSet.ts';

export interface StatementRuleSet {
  'statement_rules'?: ({[key: string]: _querythrottler_MetricRuleSet});
}

export interface StatementRuleSet__Output {
  'statement_rules': ({[key: string]: _querythrottler_MetricRuleSet__Output});
}
