import { ownCopy, type VtError } from '@vt/base';
import { type BindValue, type Diagnostic, Type } from '@vt/sqltypes';
import type { Target } from '@vt/vschema';
import type { BeginOptions, Caller, TabletState, TabletTarget } from '../gateway/tablet-gateway.ts';
import type { KnownParams } from '../mysql/known-params.ts';
import { defaultScanMode, type ScanMode } from '../text/scan.ts';
import { CommitTurns } from './commit-turns.ts';
import { LazyMap } from './lazy-map.ts';
import { ReadAfterWrite } from './read-after-write.ts';
import { SessionChanges } from './session-changes.ts';
import { SessionSettings } from './session-settings.ts';
import type { TemporaryTables } from './temporary-tables.ts';
import { TransactionTracker } from './transaction-tracker.ts';

/** What a session holds on one shard. */
export type ShardSession = {
  readonly target: TabletTarget;
  state: TabletState;
  /** The open transaction changed something there, or tried to. */
  wrote?: boolean;
};

/** Where GET_LOCK's locks are. */
export type LockSession = ShardSession & {
  /** The mysqld's own number for the connection; undefined: not asked yet. */
  connectionId?: string | undefined;
};

export type TransactionMode = 'SINGLE' | 'MULTI' | 'TWOPC';
export type Workload = 'OLTP' | 'OLAP' | 'DBA';
export const defaultBegin: BeginOptions = { isolation: 'DEFAULT', consistentSnapshot: false, accessMode: undefined };

/** Names of the parameters of the prepared statement that runs, where they are variables. */
export const PARAMETER_PREFIX = '__vt_parameter_';

/**
 * A user variable's value; `nullOf`: the type that it has although it is NULL; `collation`: of a text, where it is known; `decimals`: of a decimal that
 * has not those of a variable; `ofNumber`: of a moment, which a number is cast to; `isShort`: of bytes that are a VARBINARY, and no BLOB.
 */
export type VariableValue = BindValue & {
  readonly nullOf?: number;
  readonly collation?: string;
  readonly decimals?: number;
  readonly ofNumber?: boolean;
  readonly isShort?: boolean;
};

/** Everything a gate knows of one client between its statements: the fields of vtgate.Session. One statement at a time uses it. */
export class Session {
  readonly id: number;
  #uuid: string | undefined;
  readonly #newUuid: () => string;
  readonly caller: Caller;
  target: Target;
  autocommit = true;
  inTransaction = false;
  /** In order of first use: they commit in this order, but for those that have a turn of their own. */
  shardSessions: ShardSession[] = [];
  /** Which shards of the open transaction commit before the others, or after them. */
  readonly commitTurns = new CommitTurns();
  begin: BeginOptions = defaultBegin;
  transactionMode: TransactionMode;
  /** Session system variables that differ from mysqld's, as the text of their value. */
  readonly settings = new SessionSettings();
  /** Variables that no mysqld has to know; the text of their value, for who asks. */
  readonly shownVariables = new LazyMap<string, string>();
  readonly userVariables = new LazyMap<string, VariableValue>();
  /** Those of the prepared statement that runs, as variables. */
  readonly parameters = new LazyMap<string, VariableValue>();
  /** The prepared statement that runs, with its question marks. */
  executed: { readonly sql: string; readonly target: Target } | undefined = undefined;
  /** Statements that set the savepoints that there are: a shard that joins the transaction later gets them first. */
  savepoints: string[] = [];
  /** PREPARE … FROM, by lower-case name. */
  readonly prepared = new LazyMap<
    string,
    { readonly sql: string; readonly target?: Target; readonly known?: KnownParams }
  >();
  warnings: Diagnostic[] = [];
  /** The statement that they are of can have raised them by SIGNAL. */
  maySignal = false;
  /** Those of the statement before, for @@warning_count and @@error_count. */
  previousWarnings: readonly Diagnostic[] = [];
  /** Holds what GET_LOCK took. */
  lockSession: LockSession | undefined = undefined;
  /** What the client's bytes are; texts and names are decoded by it. Those that are not decoded here are passed on byte by byte. */
  clientCharset = 'utf8mb4';
  /** The gate writes results in it; '': they come from mysqlds as they are to be. */
  resultCharset = '';
  /** The handshake's collation while results are in it; 0: they are in the default one of their set. */
  resultCollation = 0;
  lastInsertId = 0n;
  #foundRows: bigint | (() => bigint) = 0n;
  /** What SQL_CALC_FOUND_ROWS counted, until the statement ends. */
  countedRows: bigint | undefined = undefined;
  rowCount = -1n;
  workload: Workload = 'OLTP';
  clientFoundRows = false;
  /** The client's handshake asked for IGNORE_SPACE, and no `SET sql_mode = DEFAULT` took it back: @@sql_mode shows it. */
  ignoresSpace = false;
  /** @@sql_mode with it, once it was asked for. */
  shownSqlMode: string | undefined = undefined;
  selectLimit: bigint | undefined = undefined;
  queryTimeoutMs = 0;
  /** Its own wait_timeout; undefined: the listener's. */
  waitTimeoutMs: number | undefined = undefined;
  /** What the listener allows (`--mysql-server-query-timeout`); 0: any time. */
  timeoutMsMax = 0;
  /** A part of the transaction was lost: only ROLLBACK helps. */
  broken: VtError | undefined = undefined;
  /** How its client's connection is encrypted; undefined: it is not. */
  cipher: { readonly name: string; readonly version: string } | undefined = undefined;
  /** COMMIT RELEASE: its client is to be gone. */
  isReleased = false;
  /** It holds connections of its own, on every shard it speaks to: locked tables, handlers. */
  reserved = false;
  /** Undefined: it has made none. */
  temporaryTables: TemporaryTables | undefined = undefined;
  /** False: there is no more of it than its client's message says. */
  lasts = true;
  /** LOCK TABLES is in force, or FLUSH TABLES … WITH READ LOCK. */
  tablesLocked = false;
  /** It is FLUSH TABLES WITH READ LOCK, of no table in particular: transactions begin and go on under it and after it. */
  allTablesLocked = false;
  /** What the client is to be told of with its next answer. */
  readonly changes = new SessionChanges();
  /** What of its transaction the client is to be told of. */
  readonly tracker = new TransactionTracker();
  /** What reads of replicas must see. */
  readonly readAfterWrite = new ReadAfterWrite();
  ddlStrategy = 'direct';
  migrationContext = '';
  skipPlanCache = false;
  /** How long a transaction may last; 0: as long as its tablets let it. */
  transactionTimeoutMs = 0;
  /** Reads that cannot be planned over shards may be answered by a scratch server. */
  scratchReads = true;

  /** @param uuid or what makes it, when somebody asks for it. */
  constructor(
    id: number,
    uuid: string | (() => string),
    caller: Caller,
    target: Target,
    transactionMode: TransactionMode,
  ) {
    this.id = id;
    this.#newUuid = typeof uuid === 'string' ? () => uuid : uuid;
    this.caller = caller;
    this.target = target;
    this.transactionMode = transactionMode;
  }

  get uuid(): string {
    this.#uuid ??= this.#newUuid();
    return this.#uuid;
  }

  /**
   * Gives a user variable a value. A NULL without a type leaves it the type that it had. INVARIANT: as a copy: a value is a view of the message
   * that it came in, which would all be kept for as long as the session has it.
   */
  setVariable(name: string, given: VariableValue): void {
    const value = given.type === Type.BIT ? numberOfBits(given) : given;
    const isBare = value.type === Type.NULL_TYPE && (value.nullOf ?? Type.NULL_TYPE) === Type.NULL_TYPE;
    if (!isBare) return void this.userVariables.set(name, { ...value, value: ownCopy(value.value) });
    const before = this.userVariables.get(name);
    const nullOf = before?.type === Type.NULL_TYPE ? before.nullOf : before?.type;
    const { type, value: none } = value;
    this.userVariables.set(name, nullOf === undefined ? { type, value: none } : { type, value: none, nullOf });
  }

  /** A user variable's value, by its name in any case. */
  variable(name: string): VariableValue | undefined {
    const lower = name.toLowerCase();
    return this.userVariables.get(lower) ?? (this.parameters.size > 0 ? this.parameters.get(lower) : undefined);
  }

  warn(code: number, message: string): void {
    this.warnings.push({ level: 'Warning', code, message });
  }

  /** The SET statements that make a fresh connection one of this session's. */
  settingStatements(): readonly string[] {
    return this.settings.statements;
  }

  get sqlMode(): string {
    return this.settings.get('sql_mode') ?? '';
  }

  /** Whether its connection to a shard stays its own when nothing else needs it. */
  keeps({ keyspace, shard, tabletType }: TabletTarget): boolean {
    return (
      this.temporaryTables !== undefined && tabletType === 'PRIMARY' && this.temporaryTables.isHome({ keyspace, shard })
    );
  }

  /** Of a connection that is gone: temporary tables are gone with it. */
  forget(target: TabletTarget): void {
    const lost = this.find(target);
    this.shardSessions = this.shardSessions.filter((one) => one !== lost);
    if (!this.keeps(target)) return;
    this.temporaryTables?.leave(target.keyspace);
    if (this.temporaryTables?.isEmpty) this.temporaryTables = undefined;
  }

  /** As its statements are to be parsed: the names in its sql_mode, or that which its client's handshake asks for. */
  get foundRows(): bigint {
    const found = this.#foundRows;
    if (typeof found === 'bigint') return found;
    return (this.#foundRows = found());
  }

  /** A function is asked when FOUND_ROWS() is. */
  set foundRows(found: bigint | (() => bigint)) {
    this.#foundRows = found;
  }

  get sqlModeNames(): string {
    return this.asksToIgnoreSpace ? 'IGNORE_SPACE' : this.sqlMode.replace(/^'|'$/g, '');
  }

  /** What a handshake says of sql_mode lasts until the session sets it. */
  get asksToIgnoreSpace(): boolean {
    return this.ignoresSpace && !this.settings.has('sql_mode');
  }

  /** The shard session for a target, if there is one. */
  find(target: TabletTarget): ShardSession | undefined {
    return this.shardSessions.find(
      ({ target: t }) =>
        t.keyspace === target.keyspace && t.shard === target.shard && t.tabletType === target.tabletType,
    );
  }
}

/** A user variable has no bits: they are the number. */
function numberOfBits({ value }: VariableValue): VariableValue {
  const hex = Buffer.from(value).toString('hex');
  return { type: Type.UINT64, value: Buffer.from(BigInt(`0x${hex || '0'}`).toString()) };
}

/** Where tokens end in the session's statements. */
export function scanModeOf(session: Session): ScanMode {
  const mode = session.sqlMode.toUpperCase();
  if (mode === '') return defaultScanMode;
  return { noBackslashEscapes: mode.includes('NO_BACKSLASH_ESCAPES'), ansiQuotes: /\bANSI(?:_QUOTES)?\b/.test(mode) };
}
