import type { PlanNode } from '../plan.ts';

/** A read, so many of a hundred of which are also sent where mirror rules say: what that gives is for nobody but the log. */
export type Mirror = {
  readonly kind: 'Mirror';
  readonly percent: number;
  readonly input: PlanNode;
  /** Or why there is none: the copy fails with it. */
  readonly target: PlanNode | { readonly refusal: string };
};
