import type { Position } from '@vt/mysql';

/** One of a replica's two threads. 'connecting': asked to run, without a connection to the source. */
export type ThreadState = 'stopped' | 'connecting' | 'running';

/** Where a server's own binary log stands. */
export interface PrimaryStatus {
  /** Every transaction the server has executed, its own and replicated ones. */
  readonly position: Position;
  /** The end of the binary log by file and offset. */
  readonly filePosition: Position;
  /** The server's uuid; on MariaDB, which has none, its server id. */
  readonly serverUuid: string;
}

/** Where a replica stands. */
export interface ReplicationStatus {
  readonly ioState: ThreadState;
  readonly sqlState: ThreadState;
  /** A thread has found the disk full. It looks again once a minute, and does not stop before unless it is killed (MySQL), or not at all (MariaDB). */
  readonly waitsForDisk: boolean;
  /** The IO thread has given a write to its log up, and left half an event there. */
  readonly relayLogIsTorn: boolean;
  readonly lastIoError: string;
  readonly lastSqlError: string;
  /** Executed by this server. */
  readonly position: Position;
  /** Executed, or received and waiting in the relay log. */
  readonly relayLogPosition: Position;
  /** The source's binlog: up to where executed. Undefined before the first event. */
  readonly filePosition: Position;
  /** The source's binlog: up to where received. */
  readonly relayLogSourceBinlogEquivalentPosition: Position;
  /** Our own relay log: up to where executed. */
  readonly relayLogFilePosition: Position;
  readonly sourceHost: string;
  readonly sourcePort: number;
  readonly sourceUser: string;
  readonly sourceUuid: string;
  readonly sourceServerId: number;
  readonly connectRetrySeconds: number;
  /** How far behind, in seconds, by the clock of the source; undefined when the server does not know. */
  readonly lagSeconds: number | undefined;
  /** SOURCE_DELAY */
  readonly delaySeconds: number;
  /** SOURCE_AUTO_POSITION, or MariaDB's Using_Gtid. */
  readonly autoPosition: boolean;
  readonly usingGtid: boolean;
  readonly hasReplicationFilters: boolean;
  readonly sslAllowed: boolean;
}

/** Whom to replicate from. */
export interface ReplicationSource {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  /** Seconds between attempts to connect; default 10. */
  readonly connectRetrySeconds?: number;
  /** Seconds between the source's signs of life; default: the server's, half of replica_net_timeout. */
  readonly heartbeatSeconds?: number;
}

/** How a replica notices that its source is gone. */
export interface SourceWatch {
  /** How often the source is asked to say that it lives. */
  readonly heartbeatSeconds: number;
  /** After how long without a word from it the replica connects again: replica_net_timeout. */
  readonly netTimeoutSeconds: number;
}

export interface ReadOnlyState {
  readonly readOnly: boolean;
  /** Always equal to readOnly on MariaDB, which has no such mode. */
  readonly superReadOnly: boolean;
}

export interface SemiSyncState {
  readonly primaryEnabled: boolean;
  readonly replicaEnabled: boolean;
  /** Whether the server acts on it now: a primary that waits for acknowledgements. */
  readonly primaryActive: boolean;
  readonly replicaActive: boolean;
  /** Replicas that acknowledge. */
  readonly clients: number;
  /** Commits waiting for an acknowledgement. */
  readonly waitSessions: number;
  /** Commits that were acknowledged, since the server started. */
  readonly acknowledged: bigint;
  readonly timeoutMs: bigint;
  /** Acknowledgements that a commit waits for; 1 on MariaDB. */
  readonly waitForReplicaCount: number;
}

/**
 * The replication commands of one server. Each call runs on the executor given at creation, whose session needs vt_dba's rights.
 * Errors are the server's own, as VtError with its errno.
 */
export interface Replication {
  /** Every transaction executed. */
  position(signal?: AbortSignal): Promise<Position>;
  /** @param serverUuid where it is known already: what the server calls itself does not change while it runs */
  primaryStatus(signal?: AbortSignal, serverUuid?: string): Promise<PrimaryStatus>;
  /** Undefined when the server has no source configured. */
  status(signal?: AbortSignal): Promise<ReplicationStatus | undefined>;
  /** Undefined when the server has no source configured. */
  sourceWatch(signal?: AbortSignal): Promise<SourceWatch | undefined>;
  /** Points the stopped threads at a source, by GTID. */
  setSource(source: ReplicationSource, signal?: AbortSignal): Promise<void>;
  start(thread?: ReplicationThread, signal?: AbortSignal): Promise<void>;
  /** Runs the SQL thread until it has executed the position's transactions, then it stops by itself. */
  startUntilAfter(position: Position, signal?: AbortSignal): Promise<void>;
  stop(thread?: ReplicationThread, signal?: AbortSignal): Promise<void>;
  /** Forgets the source and the relay logs. */
  resetReplica(signal?: AbortSignal): Promise<void>;
  /** Forgets everything: source, relay logs, binary logs, executed GTIDs. The data stay. Semi-sync is switched off. */
  resetAll(signal?: AbortSignal): Promise<void>;
  /** On a server after resetAll: takes these transactions for executed. */
  setPosition(position: Position, signal?: AbortSignal): Promise<void>;
  /** Returns when the position's transactions are executed; throws DEADLINE_EXCEEDED after `timeoutMs`. */
  waitForPosition(position: Position, timeoutMs: number, signal?: AbortSignal): Promise<void>;
  readOnlyState(signal?: AbortSignal): Promise<ReadOnlyState>;
  /** 'off': writes; 'read-only': writes by those with the privilege; 'super-read-only': none (on MariaDB as 'read-only'). */
  setReadOnly(mode: ReadOnlyMode, signal?: AbortSignal): Promise<void>;
  semiSync(signal?: AbortSignal): Promise<SemiSyncState>;
  /** A change of the replica's side takes effect when its IO thread next starts. */
  setSemiSync(roles: { readonly primary: boolean; readonly replica: boolean }, signal?: AbortSignal): Promise<void>;
  /**
   * Executes what the relay log holds, then replicates no more. Returns the position. Still read-only: semi-sync is set before writes are let in. The source is to be
   * forgotten (resetReplica) afterwards: that takes a while, and nothing needs it to serve.
   */
  promote(timeoutMs: number, signal?: AbortSignal): Promise<Position>;
}

export type ReplicationThread = 'both' | 'io' | 'sql';
export type ReadOnlyMode = 'off' | 'read-only' | 'super-read-only';
