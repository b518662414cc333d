import type { PlanNode } from '../plan.ts';

/** Reads one row of values, and runs a step that has them as binds. */
export type WithValues = {
  readonly kind: 'WithValues';
  /** Gives one row: a column for each bind. */
  readonly values: PlanNode;
  readonly binds: readonly string[];
  /** The same of several binds, each by itself: for where not all can be had. */
  readonly each?: readonly PlanNode[];
  /** A write. */
  readonly input: PlanNode;
};
