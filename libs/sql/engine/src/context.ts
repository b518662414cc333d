import type { CompileEnv } from '@vt/evalengine';
import type { ScratchRead } from '@vt/plan';
import type { BindVariables, Diagnostic, Field, ResultSink } from '@vt/sqltypes';
import type { LookupPort, ServingShard, Vindex } from '@vt/vschema';
import type { SpillPort } from './rows/spill-port.ts';

/** One statement for one shard. `sql` names its binds as `:name` and `::name`. */
export type ShardQuery = {
  readonly keyspace: string;
  readonly shard: string;
  readonly sql: string;
  readonly binds: BindVariables;
  /** Of an INSERT's rows, which of the client's they are, from 1: warnings tell rows by their numbers. */
  readonly rowNumbers?: readonly number[];
  /** Of an INSERT: whether a mysqld says this once for all rows of the statement. */
  readonly saysOnce?: (said: Pick<Diagnostic, 'code' | 'message'>) => boolean;
  /** Whether what is said of a row without its number may be about this one of them. */
  readonly mayMean?: (at: number, said: Pick<Diagnostic, 'code' | 'message'>) => boolean;
  /** An INSERT of one row: a duplicate is one that changes nothing with IGNORE, without it one that changes an older row. */
  readonly onlyRow?: 'insert' | 'ignore';
  /** The shard does what another one does too: what it warns of has been said. */
  readonly isCopy?: true;
};

export type RunOptions = {
  /**
   * `write` needs a primary; several writes outside of a transaction are made one, unless `autocommit`.
   * `ddl` runs outside of transactions.
   */
  readonly intent: 'read' | 'write' | 'ddl';
  readonly autocommit: boolean;
  /** Not in the session's transaction, whatever is open: what it does stays, and commits at once. */
  readonly apart?: true;
  /** Where transactions of several shards commit one after the other: before the shards of other writes, or after them. */
  readonly commits?: 'first' | 'last';
};

/** What the engine needs to reach shards: the session of the statement implements it, a test does in a few lines. */
export interface ShardRunner {
  /**
   * Each shard has one connection for the session (it is in a transaction): rows of one statement must be taken whole before the next one
   * can run there.
   */
  readonly exclusive?: boolean;
  /** The shards that serve the session's tablet type now, by key range. @throws VtError when the keyspace is not served. */
  shards(keyspace: string): readonly ServingShard[];
  /** One of several that would answer the same. */
  pick(shards: readonly ServingShard[]): ServingShard | undefined;
  /**
   * Runs all queries at once, the answer to query i into sink i. Resolves when each sink has got its last `end`. At the first error the
   * other queries are stopped and the promise is rejected with it; `error` of the sinks is not called.
   */
  run(
    queries: readonly ShardQuery[],
    sinks: readonly ResultSink[],
    options: RunOptions,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Runs `work`, in which several `run`s write: all that they do is done, or nothing of it. Outside of a transaction they get one, which
   * commits before this resolves; inside, a failure takes back what they did and leaves the rest of the transaction as it was.
   */
  atomically<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** What the session's variables say of how expressions are computed; absent: MySQL's defaults. */
export type EvaluationSettings = Pick<
  CompileEnv,
  | 'collation'
  | 'flavor'
  | 'sqlMode'
  | 'timeZone'
  | 'divPrecisionIncrement'
  | 'defaultWeekFormat'
  | 'timeNames'
  | 'wholeReals'
>;

/** What a copy of a read has of its own; everything else it shares with the read. */
export type CopyContext = Pick<ExecutionContext, 'lookups' | 'onWarning' | 'runner' | 'scratch' | 'signal'>;

export interface MirrorPort {
  /**
   * Has `copy` run beside the read, as often as `percent` of a hundred. What becomes of it is told to nobody here: it never fails, nor holds
   * anything up. @returns what is to be called when the read itself has ended; undefined: there is no copy this time.
   */
  start(percent: number, copy: (own: CopyContext) => Promise<void>): (() => void) | undefined;
}

/** Everything a primitive may use while one statement runs. */
export type ExecutionContext = {
  readonly runner: ShardRunner;
  readonly binds: BindVariables;
  /** Of what type the values of subqueries are, by the name of their binds. */
  readonly bindFields?: Readonly<Record<string, Field>>;
  readonly signal: AbortSignal;
  /** Rows of shards are taken at once, as in a transaction: many steps are open, and would each keep a connection of its shards until it is read. */
  readonly takesWhole?: boolean;
  /** Rows may wait on their shards' connections for who reads them: there are enough (workload OLAP). */
  readonly keepsConnections?: boolean;
  /** @throws VtError when the VSchema has no such vindex any more. */
  vindex(keyspace: string, name: string): Vindex;
  /** Runs the statements by which lookup vindexes read and keep their tables. */
  readonly lookups: LookupPort;
  /** Most rows one statement may hold in memory. */
  readonly memoryRowsMax: number;
  /** Most bytes of rows one step may hold in memory; absent: no bound but that of rows. */
  readonly memoryBytesMax?: number;
  /** Where a step puts rows that its memory has no room for; absent: it fails instead. */
  readonly spill?: SpillPort;
  /** `@@cte_max_recursion_depth`; absent: MySQL's 1000. */
  readonly recursionDepthMax?: number;
  /** MariaDB: a recursion that goes deeper ends there, and is no error. */
  readonly recursionStops?: boolean;
  /** `@@group_concat_max_len`, in bytes; absent: MySQL's 1024. */
  readonly groupConcatBytesMax?: number;
  /** Answers a query, of the statement's bind variables, from copies of its tables' rows; absent: there is no server for that. */
  readonly scratch?: (read: ScratchRead, sink: ResultSink, binds: BindVariables) => Promise<void>;
  readonly evaluation?: EvaluationSettings;
  /** The client wants rows counted that a write has found, changed or not. */
  readonly clientFoundRows?: boolean;
  /** Has copies of reads run elsewhere; absent: there are none. */
  readonly mirror?: MirrorPort;
  /** What the client is to be warned of, by MySQL's number and words. */
  readonly onWarning?: (code: number, message: string) => void;
  /** Awaited when a write has read what it needs. @throws what was warned of meanwhile, where it is an error of a write. */
  readonly onInputRead?: () => Promise<void>;
};
