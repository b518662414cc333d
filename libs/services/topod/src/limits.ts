/** Everything the server may take up. Defaults are etcd's where etcd has one. */
export type Limits = {
  /** Keys and values of one request. */
  readonly requestBytesMax: number;
  readonly txnOpsMax: number;
  /** Keys and values held, history included; beyond it writes are refused. */
  readonly storeBytesMax: number;
  readonly leasesMax: number;
  readonly leaseTtlSecondsMin: number;
  readonly leaseTtlSecondsMax: number;
  readonly watchersPerStreamMax: number;
  readonly watchStreamsMax: number;
  /** Events and bytes of one watch response; a single revision may exceed them unless fragments are allowed. */
  readonly responseEventsMax: number;
  readonly responseBytesMax: number;
  readonly progressIntervalMs: number;
  /** Each connection is pinged this often, and ended with its streams when nothing comes back for `pingTimeoutMs`. */
  readonly pingIntervalMs: number;
  readonly pingTimeoutMs: number;
  /** Old revisions are kept within all three. */
  readonly historyRevisionsMax: number;
  readonly historyMsMax: number;
  readonly historyBytesMax: number;
  /** The log is replaced by a snapshot when it is longer than this and than the last snapshot. */
  readonly logBytesMax: number;
  /** Changes that wait for the disk; beyond it requests are refused. */
  readonly unflushedBytesMax: number;
};

const MIB = 1 << 20;

export const DEFAULT_LIMITS: Limits = {
  requestBytesMax: 1.5 * MIB,
  txnOpsMax: 128,
  storeBytesMax: 256 * MIB,
  leasesMax: 100_000,
  leaseTtlSecondsMin: 1,
  leaseTtlSecondsMax: 9_000_000_000,
  watchersPerStreamMax: 10_000,
  watchStreamsMax: 10_000,
  responseEventsMax: 1000,
  responseBytesMax: MIB,
  progressIntervalMs: 600_000,
  pingIntervalMs: 10_000,
  pingTimeoutMs: 30_000,
  historyRevisionsMax: 10_000,
  historyMsMax: 60 * 60_000,
  historyBytesMax: 64 * MIB,
  logBytesMax: 16 * MIB,
  unflushedBytesMax: 64 * MIB,
};
