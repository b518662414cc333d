/** How migrations are run. Names of the flags are Vitess's. */
export type OnlineDdlConfig = {
  /** --migration-check-interval: while nothing is pending. */
  readonly checkIntervalMs: number;
  /** While something is pending. */
  readonly busyIntervalMs: number;
  /** --retain-online-ddl-tables */
  readonly retainTablesMs: number;
  /** --max-concurrent-online-ddl */
  readonly concurrentMax: number;
  /** What a cut-over may take where the migration does not say it. */
  readonly cutOverThresholdMs: number;
  /** A migration that shows no sign of life for longer has failed. */
  readonly staleMs: number;
  /** How long open transactions may go on before a table is locked. */
  readonly settleMsMax: number;
};

export const defaultOnlineDdlConfig: OnlineDdlConfig = {
  checkIntervalMs: 60_000,
  busyIntervalMs: 500,
  retainTablesMs: 86_400_000,
  concurrentMax: 256,
  cutOverThresholdMs: 10_000,
  staleMs: 180 * 60_000,
  settleMsMax: 1000,
};
