import type { ShardQuery, SpillPort } from '@vt/engine';
import type { TabletTypeName, VSchema, VSchemaChange } from '@vt/vschema';
import type { ServingGraph, TabletGateway } from '../gateway/tablet-gateway.ts';
import type { QueryLog } from '../log/query-log.ts';
import type { MessagePort } from '../messages/port.ts';
import type { Turns } from '../scratch/turns.ts';
import type { ClientProcess } from '../session/client-process.ts';
import type { TransactionMode } from '../session/session.ts';
import type { DatabasePlugin } from '../statements/database.ts';
import type { FreshReads } from '../tx/fresh-reads.ts';
import type { Transactions } from '../tx/transactions.ts';
import type { TwoPcPort } from '../tx/two-pc-port.ts';

export type ExecutorOptions = {
  /** What `@@version` says. */
  readonly serverVersion: string;
  readonly versionComment: string;
  /** What `@@socket` says: the unix socket that MySQL clients are listened for on; absent: none. */
  readonly socketPath?: string;
  readonly transactionMode: TransactionMode;
  /** Which tablets serve a target that names none; absent: primaries. */
  readonly defaultTabletType?: TabletTypeName;
  /** Bytes of plans kept. */
  readonly planCacheBytesMax: number;
  readonly memoryRowsMax: number;
  /** Bytes of rows that one step of a plan may hold in memory. */
  readonly memoryBytesMax: number;
  /** Bytes of one statement's text; 0: as many as a packet may have. */
  readonly payloadBytesMax: number;
  /** Longer ones are counted; 0: none. */
  readonly payloadBytesWarn?: number;
  /** Warn of statements that a keyspace of one shard runs, and a sharded one would refuse. */
  readonly warnShardedOnly?: boolean;
  /** What a statement may take where neither it nor its session says so; 0: the tablet's own limit. */
  readonly queryTimeoutMs: number;
  readonly noScatter: boolean;
  /** Characters of an error's text, as clients are told it; absent or 0: all. */
  readonly errorLengthMax?: number;
  /** Plans as if texts that are equal under their collation were spelled alike in columns of vindexes that tell them apart. */
  readonly trustTextVindexes?: boolean;
  readonly allowKill: boolean;
  /** LOAD DATA LOCAL INFILE. */
  readonly localInfile: boolean;
  readonly databasePlugin: DatabasePlugin;
  /** @@ddl_strategy of a new session; absent: direct. */
  readonly ddlStrategy?: string;
  /** Schema changes that the tablets keep and run, and those that are run at once; absent: allowed. */
  readonly onlineDdl?: boolean;
  readonly directDdl?: boolean;
  /** Reads that cannot be planned over shards are answered by a scratch server. */
  readonly scratchReads: boolean;
  /** What one query may load there. */
  readonly scratchRowsMax: number;
  readonly scratchBytesMax: number;
  /** How long a statement waits for the routing that holds after its tables or shards moved; absent: it fails. */
  readonly replanWindowMs?: number;
};

export type CountedPlan = {
  readonly statement: string;
  readonly type: string;
  readonly tabletType: string;
  /** `keyspace.table` */
  readonly tablesUsed: readonly string[];
};

export type ApiCall = { readonly operation: string; readonly keyspace: string; readonly dbType: string };
export type ApiTimer = (ms: number, rowsReturned: number, rowsAffected: number) => void;

/** Counts what happens; names and labels are those of the metrics. */
export type ExecutorStats = {
  queryExecuted(plan: CountedPlan, shardQueries: number): void;
  apiCall(call: ApiCall, ms: number, error: string | undefined, rowsReturned?: number, rowsAffected?: number): void;
  planCache(event: 'hit' | 'miss'): void;
  /** A read went to a scratch server; `reason`: what could not be planned. */
  scratch(reason: string): void;
  /** `queryExecuted` of one shard query for a plan that is kept: counts one more each time it is called. */
  queryCounter?(plan: CountedPlan): () => void;
  /** `apiCall` without an error for one operation and place. */
  apiTimer?(call: ApiCall): ApiTimer;
  /** Something that a client is warned of, by its kind. */
  warned?(type: string): void;
  /** A read was to be copied to another keyspace; what became of it. */
  mirrored?(outcome: 'error' | 'ok' | 'skipped'): void;
  /** A statement held more rows than memory may have. */
  memoryExceeded?(): void;
  /** Some shards of a read failed, and the client has the rows of the others. */
  partialScatter?(): void;
};

export type MetadataPort = {
  all(signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** '' removes it. */
  set(key: string, value: string, signal: AbortSignal): Promise<void>;
};

export type ExecutorDeps = {
  readonly options: ExecutorOptions;
  readonly gateway: TabletGateway;
  readonly serving: ServingGraph;
  readonly transactions: Transactions;
  /** Where sorts put the rows that memory has no room for; absent: they fail. */
  readonly spill?: SpillPort;
  readonly stats: ExecutorStats;
  /** Told of every statement, while somebody reads it. */
  readonly queryLog?: QueryLog;
  /** Reads that have a connection of a scratch server: tablets have few for it. Absent: as many as come. */
  readonly scratchTurns?: Turns;
  /** Places the reads of sessions that must see certain writes. */
  readonly freshReads?: FreshReads;
  /** For STREAM; absent: there is none. */
  readonly messages?: MessagePort;
  /** For SHOW UNRESOLVED TRANSACTIONS. */
  readonly twoPc?: TwoPcPort;
  /** Keyspaces that DROP DATABASE emptied and no CREATE DATABASE has asked for since. */
  readonly emptied: Set<string>;
  /** The newest VSchema; another object when anything in it changed. */
  vschema(): VSchema;
  /** After a DDL statement: reads the tablets' tables again, so that the session's next statement sees them. */
  schemaChanged(keyspace: string): Promise<void>;
  /** Ends a client connection of this gate, or what it runs; false: there is none of that id. */
  kill(connectionId: number, queryOnly: boolean): Promise<boolean>;
  /** The client connections of this gate, of all its processes; absent: it has no listener. */
  processes?(): Promise<readonly ClientProcess[]>;
  /** ALTER VSCHEMA: who may, and what does it. Absent: nobody may. */
  readonly vschemaDdl?: {
    readonly authorized: (caller: { readonly user: string }) => boolean;
    readonly port: (keyspace: string, change: VSchemaChange, signal: AbortSignal) => Promise<void>;
  };
  /** Texts by key in the global topology, for SET @@vitess_metadata; those may change them who may ALTER VSCHEMA. Absent: there are none. */
  readonly metadata?: MetadataPort;
  /** 0 ≤ n < 1, for choices among equals. */
  random(): number;
  onShardQuery?: (query: ShardQuery) => void;
};
