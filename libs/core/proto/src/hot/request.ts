import type { BindValue, BindVariables } from '@vt/sqltypes';
import type { EnumValue, MessageInput } from '../names.ts';

export type TabletTypeName = Exclude<EnumValue<'topodata.TabletType'>, 'MASTER' | 'BATCH'>;

/** One shard's tablets of one type. */
export type QueryTarget = { readonly keyspace: string; readonly shard: string; readonly tabletType: TabletTypeName };

export type TabletAlias = { readonly cell: string; readonly uid: number };

/** Who asks: as the application says, and as the gate authenticated it. */
export type Caller = {
  readonly effective: MessageInput<'vtrpc.CallerID'> | null;
  readonly immediate: MessageInput<'query.VTGateCallerID'> | null;
};

export type TabletMethod =
  | 'execute'
  | 'begin'
  | 'commit'
  | 'rollback'
  | 'release'
  | 'describe'
  | 'prepare'
  | 'decideCommit'
  | 'decideRollback'
  | 'commitPrepared'
  | 'rollbackPrepared'
  | 'conclude';

/** What the methods of two-phase commit (from `prepare` on) are about. */
export type AtomicTransaction = {
  readonly dtid: string;
  /** `decideCommit`: the other shards, which are prepared. */
  readonly participants: readonly { readonly keyspace: string; readonly shard: string }[];
};

/**
 * What a gate asks of a tablet. `execute` with `begin` and `reserve` is also BeginExecute, ReserveExecute and ReserveBeginExecute of the
 * compatible service. `describe` answers with two results without rows: the definitions of the statement's parameters, and of its columns. The methods
 * from `prepare` on are two-phase commit with presumed abort (docs/reference/atomic-commit.md); the compatible service has its own calls for that.
 */
export type TabletRequest = {
  readonly method: TabletMethod;
  readonly target: QueryTarget;
  readonly caller: Caller;
  /** Empty for methods without a statement. Names its binds as `:name` and `::name`. */
  readonly sql: string;
  readonly binds: BindVariables;
  /**
   * Instead of `binds`, for statements whose places are all named `:_l<number>`: the value of each place, in the order of the places.
   * Type RAW is text of SQL that goes in as it is.
   */
  readonly values: readonly BindValue[] | undefined;
  /** 0n: none. */
  readonly transactionId: bigint;
  readonly reservedId: bigint;
  /** `execute`: begin a transaction first. */
  readonly begin: boolean;
  /** `execute`: reserve a connection first. */
  readonly reserve: boolean;
  /** `execute`: rows without bound, in the order they come; else the tablet's bound on rows applies. */
  readonly stream: boolean;
  /** SET statements that the connection must have had. */
  readonly settings: readonly string[];
  /** Statements (savepoints) to run after the begin and before the statement. */
  readonly postBegin: readonly string[];
  readonly options: MessageInput<'query.ExecuteOptions'>;
  /**
   * Rows in the form of COM_QUERY or of COM_STMT_EXECUTE, which has all digits of a FLOAT. With `values` the tablet's connections keep the statement
   * prepared; without them its text is too seldom the same again. A tablet that cannot give binary rows gives text; `columns` tells.
   */
  readonly rowFormat: 'text' | 'binary';
  /** `execute`: an answer with warnings brings the first of them along (OkInfo.diagnostics). */
  readonly wantsDiagnostics: boolean;
  /** For the whole call; undefined: the tablet's own bounds. */
  readonly timeoutMs: number | undefined;
  /** W3C's, of the trace that this call belongs to; undefined: it is not traced. */
  readonly traceparent: string | undefined;
  readonly atomic: AtomicTransaction | undefined;
  /** Not sent: the session that reads, where it reads from replicas; a gate may keep its reads on one of them. */
  readonly session: string | undefined;
};

/** What a session holds on a tablet after a call. `alias` is set when it holds something: later calls must go to that tablet. */
export type CallState = {
  readonly transactionId: bigint;
  readonly reservedId: bigint;
  readonly alias: TabletAlias | undefined;
};

export const noState: CallState = { transactionId: 0n, reservedId: 0n, alias: undefined };

const noBinds: BindVariables = {};
const noCaller: Caller = { effective: null, immediate: null };
const noOptions: MessageInput<'query.ExecuteOptions'> = {};
const nothing: readonly string[] = [];

/** A request from what is not usual in it. */
export function tabletRequest(
  fields: Pick<TabletRequest, 'method' | 'target'> & Partial<TabletRequest>,
): TabletRequest {
  return {
    caller: noCaller,
    sql: '',
    binds: noBinds,
    values: undefined,
    transactionId: 0n,
    reservedId: 0n,
    begin: false,
    reserve: false,
    stream: false,
    settings: nothing,
    postBegin: nothing,
    options: noOptions,
    rowFormat: 'text',
    wantsDiagnostics: false,
    timeoutMs: undefined,
    traceparent: undefined,
    atomic: undefined,
    session: undefined,
    ...fields,
  };
}
