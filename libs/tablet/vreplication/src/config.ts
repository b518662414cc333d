/** How streams run. Names of the flags are Vitess's (`--vreplication-…`). */
export type VReplicationConfig = {
  /** --vreplication-copy-phase-duration: how long rows are copied before the stream catches up. */
  readonly copyPhaseDurationMs: number;
  /** --vreplication-parallel-insert-workers */
  readonly parallelInsertWorkers: number;
  /** --vreplication-retry-delay */
  readonly retryDelayMs: number;
  /** --vreplication-max-time-to-retry-on-error: the same error for longer ends the stream; 0: never. */
  readonly maxTimeToRetryMs: number;
  /** --vreplication-heartbeat-update-interval */
  readonly heartbeatUpdateIntervalMs: number;
  /** --vreplication-replica-lag-tolerance: catching up ends within it. */
  readonly replicaLagToleranceMs: number;
  /** --relay-log-max-size */
  readonly relayLogBytesMax: number;
  /** --relay-log-max-items */
  readonly relayLogItemsMax: number;
  /** --vreplication-net-read-timeout */
  readonly netReadTimeoutS: number;
  /** --vreplication-net-write-timeout */
  readonly netWriteTimeoutS: number;
  /** Statements of one insert are no longer than this, nor than the server's max_allowed_packet. */
  readonly insertBytesMax: number;
  /** How often rows_copied is written while tables are copied. */
  readonly rowsCopiedIntervalMs: number;
  /** A stream from which nothing comes, not even a heartbeat, is ended and begun anew. */
  readonly idleTimeoutMs: number;
};

export const defaultVReplicationConfig: VReplicationConfig = {
  copyPhaseDurationMs: 3_600_000,
  parallelInsertWorkers: 1,
  retryDelayMs: 5000,
  maxTimeToRetryMs: 0,
  heartbeatUpdateIntervalMs: 1000,
  replicaLagToleranceMs: 60_000,
  relayLogBytesMax: 250_000,
  relayLogItemsMax: 5000,
  netReadTimeoutS: 300,
  netWriteTimeoutS: 600,
  insertBytesMax: 1_000_000,
  rowsCopiedIntervalMs: 30_000,
  idleTimeoutMs: 60_000,
};
