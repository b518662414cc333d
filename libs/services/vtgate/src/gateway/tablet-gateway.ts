import type { CallSettle, RunningCall } from '@vt/discovery';
import type { TabletRequest } from '@vt/proto';
import type { BindVariables, ResultSink } from '@vt/sqltypes';
import type { ServingShard, TabletTypeName } from '@vt/vschema';
import type { Directives } from '../text/directives.ts';

/** One shard's tablets of one type. */
export type TabletTarget = { readonly keyspace: string; readonly shard: string; readonly tabletType: TabletTypeName };

/** `cell-uid`: holds a transaction or a connection, so that later calls must go to it. */
export type TabletAliasText = string;

export type BeginOptions = {
  readonly isolation: 'DEFAULT' | 'REPEATABLE_READ' | 'READ_COMMITTED' | 'READ_UNCOMMITTED' | 'SERIALIZABLE';
  readonly consistentSnapshot: boolean;
  readonly accessMode: 'READ_WRITE' | 'READ_ONLY' | undefined;
  /** How long it may last; absent: as long as the tablet lets it. */
  readonly timeoutMs?: number;
  /** It is ended when it was silent for so long, however long it lasts. */
  readonly lastsWhileUsed?: boolean;
  /** It lasts as long as a dump takes. */
  readonly forDump?: boolean;
};

export type TabletCall = {
  readonly sql: string;
  readonly binds: BindVariables;
  /** Who asks, for the tablet's ACLs and logs. */
  readonly caller: Caller;
  /** Whose reads of replicas --vtgate-balancer-mode session keeps on one of them; absent: nobody's. */
  readonly session?: { readonly uuid: string };
  /** 0n: none. */
  readonly transactionId: bigint;
  readonly reservedId: bigint;
  /** The tablet that holds them. */
  readonly alias: TabletAliasText | undefined;
  /** Begin a transaction in the same round trip, then run these (savepoints) before the statement. */
  readonly begin: BeginOptions | undefined;
  readonly afterBegin: readonly string[];
  /** SET statements the connection must have had; the tablet keeps connections by settings. */
  readonly settings: readonly string[];
  /** Keep the connection for this session alone, until released (temporary tables, locks). */
  readonly reserve: boolean;
  readonly workload: 'OLTP' | 'OLAP' | 'DBA';
  readonly clientFoundRows: boolean;
  /** Running it twice does nothing that running it once does not: it may be sent to another tablet when one fails. */
  readonly repeatable: boolean;
  /** Answers with warnings bring them along. */
  readonly wantsDiagnostics: boolean;
  /** undefined: the tablet's own. */
  readonly timeoutMs: number | undefined;
  /** The rows of a read are wanted in binary form, where the tablet can give it: a FLOAT's text has only its first digits. */
  readonly binaryRows?: boolean;
  /** What the statement's comments ask of the tablet. */
  readonly directives?: Pick<Directives, 'consolidator' | 'priority' | 'workloadName'>;
};

export type Caller = {
  readonly user: string;
  readonly groups: readonly string[];
  readonly remote: string;
  /** Who the caller says it is, where that is another question (gRPC). */
  readonly effective?: { readonly principal: string; readonly component: string; readonly subcomponent: string };
};

/** What a session must remember after a call. Given also when the call failed: a transaction may be open all the same. */
export type TabletState = {
  readonly transactionId: bigint;
  readonly reservedId: bigint;
  readonly alias: TabletAliasText | undefined;
};

export type TabletHealthRow = {
  readonly cell: string;
  readonly keyspace: string;
  readonly shard: string;
  readonly tabletType: TabletTypeName;
  readonly serving: boolean;
  readonly alias: TabletAliasText;
  readonly hostname: string;
  /** `host:port` of its pages; absent: its record names none. */
  readonly httpAddress?: string | undefined;
  /** Seconds since 1970; 0n where it never was a primary. */
  readonly primaryTermStart: bigint;
  /** It is spoken to by queryservice.Query alone, and runs what Vitess's parser and planner know. */
  readonly isOfVitess?: boolean;
};

/** What a gate needs of the tablets: the port to discovery and transport. */
export interface TabletGateway {
  /**
   * Runs one statement; rows go to the sink as they come, `error` of the sink is not called. Resolves after the last `end`. The error of a
   * call that changed the session's state on the tablet is a TabletCallError.
   */
  execute(target: TabletTarget, call: TabletCall, sink: ResultSink, signal: AbortSignal): Promise<TabletState>;
  /**
   * One attempt at one tablet without a promise; see TabletConnection.start. A gateway without it has no short way.
   * @param alias the tablet that must take it, if one must.
   */
  start?(
    request: TabletRequest,
    alias: string | undefined,
    sink: ResultSink,
    settle: CallSettle,
  ): RunningCall | undefined;
  /**
   * What a tablet's mysqld says of a statement with question marks when it is prepared: two answers without rows, its parameters' definitions
   * and its columns'. Fails with UNIMPLEMENTED where the tablet cannot. A gateway without it asks none.
   */
  describe?(
    target: TabletTarget,
    call: Pick<TabletCall, 'sql' | 'caller' | 'settings'>,
    sink: ResultSink,
    signal: AbortSignal,
  ): Promise<unknown>;
  commit(target: TabletTarget, state: TabletState, caller: Caller, signal: AbortSignal): Promise<TabletState>;
  rollback(target: TabletTarget, state: TabletState, caller: Caller, signal: AbortSignal): Promise<TabletState>;
  /** Gives a reserved connection back, whatever is open on it. */
  release(target: TabletTarget, state: TabletState, caller: Caller, signal: AbortSignal): Promise<void>;
  tablets(): readonly TabletHealthRow[];
  /** What a keyspace's schema is called on its mysqlds, where its tablets were told; others have the default name. */
  database?(keyspace: string): string | undefined;
}

/** Which shards there are: the port to the serving graph. */
export interface ServingGraph {
  /** Another number after every change. */
  readonly generation: number;
  keyspaces(): readonly string[];
  /** Shards that serve the type, by key range; undefined: no such keyspace. */
  shards(keyspace: string, tabletType: TabletTypeName): readonly ServingShard[] | undefined;
}

/** An error of a tablet, with what the session holds there now. */
export class TabletCallError extends Error {
  override readonly name = 'TabletCallError';
  readonly state: TabletState;
  constructor(cause: unknown, state: TabletState) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.state = state;
  }
}
