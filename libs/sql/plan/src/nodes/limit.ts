import type { PlanNode } from '../plan.ts';
import type { PlanValue } from '../value.ts';

/** Passes `count` rows after skipping `offset`, then stops its input. */
export type Limit = {
  readonly kind: 'Limit';
  readonly count: PlanValue;
  readonly offset: PlanValue | undefined;
  readonly input: PlanNode;
};
