import type { PlanNode } from '../plan.ts';

/** Reads one row of values, and runs a step that has them as binds. */
export type WithValues = {
  readonly kind: 'WithValues';
  /** Gives one row: a column for each bind. */
  readonly values: PlanNode;
  readonly binds: readonly string[];
  /** A write. */
  readonly input: PlanNode;
};
