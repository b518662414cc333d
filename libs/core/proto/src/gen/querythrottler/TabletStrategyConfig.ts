
import type { StatementRuleSet as _querythrottler_StatementRuleSet, StatementRuleSet__Output as _querythrottler_StatementRuleSet__Output } from '../querythrottler/StatementRuleSet.ts';

export interface TabletStrategyConfig {
  'tablet_rules'?: ({[key: string]: _querythrottler_StatementRuleSet});
}

export interface TabletStrategyConfig__Output {
  'tablet_rules': ({[key: string]: _querythrottler_StatementRuleSet__Output});
}
