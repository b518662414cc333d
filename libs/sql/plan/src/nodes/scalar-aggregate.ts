import type { PlanNode } from '../plan.ts';

/** Combines the one row of aggregates that each shard gives into one. */
export type ScalarAggregate = {
  readonly kind: 'ScalarAggregate';
  /** One for each column of the answer, in order; what the input has behind them is for comparing only. */
  readonly aggregates: readonly Aggregate[];
  readonly input: PlanNode;
};

export type Aggregate = {
  /** How partial values of column i become one. `sum_count` adds integers and is 0 where nothing came. */
  readonly function: 'sum_count' | 'sum' | 'min' | 'max' | 'any';
  readonly column: number;
  /** Column with the collation's sort key of `column`; for min and max. */
  readonly weight: number;
};
