import type { MysqlConnection } from './connection.ts';

/** Session state that a connection must have: statements that bring it about, and their identity. */
export type ConnectionSettings = {
  /** Equal keys mean equal settings. */
  readonly key: string;
  /** Run on a clean connection before it is handed out. */
  readonly apply: readonly string[];
};

export type PoolOptions = {
  /** Used in error texts and statistics. */
  readonly name: string;
  readonly connect: (signal: AbortSignal) => Promise<MysqlConnection>;
  /** Connections at most, in use and idle. */
  readonly connectionsMax: number;
  /** Callers that may wait at once; 0: no limit. */
  readonly waitersMax?: number;
  /** How long a caller waits for a connection; 0: until its own deadline. */
  readonly waitTimeoutMs?: number;
  /** Idle connections are closed after this; 0: never. */
  readonly idleTimeoutMs?: number;
  /** Idle connections kept at most; 0: all. */
  readonly idleMax?: number;
  /** Connections older than this are closed when they come back; 0: never. */
  readonly lifetimeMs?: number;
};

export type PoolStats = {
  readonly capacity: number;
  /** Open connections. */
  readonly active: number;
  readonly inUse: number;
  readonly available: number;
  readonly waiters: number;
  readonly waitCount: number;
  readonly waitTimeNs: number;
  readonly getCount: number;
  readonly getSettingsCount: number;
  readonly diffSettingsCount: number;
  readonly resetSettingsCount: number;
  readonly idleClosed: number;
  /** How long an idle connection is kept; 0: for ever. */
  readonly idleTimeoutNs: number;
  readonly lifetimeClosed: number;
  readonly exhausted: number;
};
