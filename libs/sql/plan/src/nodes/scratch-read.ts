import type { QueryStatement } from '@vt/sqlparser';
import type { PlanNode } from '../plan.ts';

/** Rows of a query that cannot be planned over shards: a mysqld answers it from copies of what it needs of each table. */
export type ScratchRead = {
  readonly kind: 'ScratchRead';
  readonly statement: QueryStatement;
  /** Why there is no plan. */
  readonly reason: string;
  /** A plan all the same: what turns out only while it runs to be beyond the gate goes the other road. */
  readonly input?: PlanNode;
};
