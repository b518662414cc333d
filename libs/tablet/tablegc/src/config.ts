import type { LifecycleState } from './lifecycle.ts';

/** How tables that are to go are treated. Names of the flags are Vitess's. */
export type TableGcConfig = {
  /** --table-gc-lifecycle */
  readonly lifecycle: ReadonlySet<LifecycleState>;
  /** --gc-check-interval */
  readonly checkIntervalMs: number;
  /** --gc-purge-check-interval */
  readonly purgeIntervalMs: number;
  /** How long a table that was emptied rests, until no page of it is in mysqld's memory any more. */
  readonly evacMs: number;
  /** Rows of one statement that empties a table. */
  readonly purgeRows: number;
};

export const defaultTableGcConfig: Omit<TableGcConfig, 'lifecycle'> = {
  checkIntervalMs: 3_600_000,
  purgeIntervalMs: 60_000,
  evacMs: 72 * 3_600_000,
  purgeRows: 50,
};
