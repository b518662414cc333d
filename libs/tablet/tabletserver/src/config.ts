import { availableParallelism } from 'node:os';
import { defaultProtection, type ProtectionOptions } from './protect/protections.ts';

/** What the query service is allowed; the flags of vttablet with the same words. Times are milliseconds; 0 means no limit where not said otherwise. */
export type TabletConfig = {
  /** Connections for reads. */
  readonly poolSize: number;
  readonly poolWaitersMax: number;
  readonly poolTimeoutMs: number;
  readonly poolIdleMax: number;
  /** How many reads by primary key may be sent over one connection at a time; 1: one. */
  readonly readPipelineDepth: number;
  /** Connections in use from which on that is done: below, mysqld has processors to spare for a connection more. */
  readonly readPipelineFrom: number;
  /** Connections for streamed (OLAP) reads. */
  readonly streamPoolSize: number;
  readonly streamPoolTimeoutMs: number;
  readonly streamPoolIdleMax: number;
  /** Connections for writes and transactions. */
  readonly transactionCap: number;
  readonly txPoolTimeoutMs: number;
  readonly txPoolIdleMax: number;
  readonly dbaPoolSize: number;
  readonly idleTimeoutMs: number;
  readonly connectionLifetimeMs: number;
  readonly queryTimeoutMs: number;
  readonly transactionTimeoutMs: number;
  readonly olapTransactionTimeoutMs: number;
  /** Rows that an OLTP read may answer. */
  readonly resultRowsMax: number;
  readonly resultRowsWarn: number;
  /** How long running work may go on when the service stops. */
  readonly shutdownGraceMs: number;
  readonly schemaReloadMs: number;
  /** Whether changed tables are told to the gates. */
  readonly signalSchemaChange: boolean;
  readonly schemaTablesMax: number;
  readonly healthIntervalMs: number;
  /** Replication lag from which a replica is told unhealthy. */
  readonly unhealthyLagMs: number;
  /** Parsed statements kept. */
  readonly statementCacheBytesMax: number;
  /** Responses that a slow health subscriber may leave unread. */
  readonly healthBacklogMax: number;
  /** The schema of the tablet's own tables. */
  readonly sidecarName: string;
  /** From this age on an undecided transaction over several shards is told to the gates, to be resolved. */
  readonly twoPcAbandonAgeMs: number;
  readonly protection: ProtectionOptions;
};

export const defaultConfig: TabletConfig = {
  poolSize: 16,
  poolWaitersMax: 0,
  poolTimeoutMs: 0,
  poolIdleMax: 0,
  readPipelineDepth: 8,
  readPipelineFrom: availableParallelism(),
  streamPoolSize: 200,
  streamPoolTimeoutMs: 0,
  streamPoolIdleMax: 0,
  transactionCap: 20,
  txPoolTimeoutMs: 1000,
  txPoolIdleMax: 0,
  dbaPoolSize: 20,
  idleTimeoutMs: 30 * 60_000,
  connectionLifetimeMs: 0,
  queryTimeoutMs: 30_000,
  transactionTimeoutMs: 30_000,
  olapTransactionTimeoutMs: 30_000,
  resultRowsMax: 10_000,
  resultRowsWarn: 0,
  shutdownGraceMs: 3000,
  schemaReloadMs: 30 * 60_000,
  signalSchemaChange: true,
  schemaTablesMax: 10_000,
  healthIntervalMs: 20_000,
  unhealthyLagMs: 2 * 3600_000,
  statementCacheBytesMax: 32 * 1024 * 1024,
  healthBacklogMax: 20,
  sidecarName: '_vt',
  twoPcAbandonAgeMs: 3_000,
  protection: defaultProtection,
};
