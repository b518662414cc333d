import type { QueryStatement } from '@vt/sqlparser';

/** Rows of a query that cannot be planned over shards: a mysqld answers it from copies of what it needs of each table. */
export type ScratchRead = {
  readonly kind: 'ScratchRead';
  readonly statement: QueryStatement;
  /** Why there is no plan. */
  readonly reason: string;
};
