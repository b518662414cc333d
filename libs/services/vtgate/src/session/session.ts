import type { VtError } from '@vt/base';
import type { BindValue } from '@vt/sqltypes';
import type { Target } from '@vt/vschema';
import type { BeginOptions, Caller, TabletState, TabletTarget } from '../gateway/tablet-gateway.ts';

/** What a session holds on one shard. */
export type ShardSession = { readonly target: TabletTarget; state: TabletState };

export type Warning = { readonly level: 'Warning' | 'Note' | 'Error'; readonly code: number; readonly message: string };

export type TransactionMode = 'SINGLE' | 'MULTI' | 'TWOPC';
export type Workload = 'OLTP' | 'OLAP' | 'DBA';

export const defaultBegin: BeginOptions = { isolation: 'DEFAULT', consistentSnapshot: false, accessMode: undefined };

/** Everything a gate knows of one client between its statements: the fields of vtgate.Session. One statement at a time uses it. */
export class Session {
  readonly id: number;
  readonly uuid: string;
  readonly caller: Caller;
  target: Target;
  autocommit = true;
  inTransaction = false;
  /** In order of first use: they commit in this order. */
  shardSessions: ShardSession[] = [];
  begin: BeginOptions = defaultBegin;
  transactionMode: TransactionMode;
  /** Session system variables that differ from mysqld's, as the text of their value. */
  readonly settings = new Map<string, string>();
  readonly userVariables = new Map<string, BindValue>();
  /** SAVEPOINT and RELEASE statements so far: a shard that joins the transaction later gets them first. */
  savepoints: string[] = [];
  readonly prepared = new Map<string, string>();
  warnings: Warning[] = [];
  lastInsertId = 0n;
  foundRows = 0n;
  rowCount = -1n;
  workload: Workload = 'OLTP';
  clientFoundRows = false;
  selectLimit: bigint | undefined = undefined;
  queryTimeoutMs = 0;
  /** A part of the transaction was lost: only ROLLBACK helps. */
  broken: VtError | undefined = undefined;
  /** It holds connections of its own: temporary tables, locks. */
  reserved = false;
  ddlStrategy = 'direct';
  migrationContext = '';
  skipPlanCache = false;

  constructor(id: number, uuid: string, caller: Caller, target: Target, transactionMode: TransactionMode) {
    this.id = id;
    this.uuid = uuid;
    this.caller = caller;
    this.target = target;
    this.transactionMode = transactionMode;
  }

  warn(code: number, message: string): void {
    this.warnings.push({ level: 'Warning', code, message });
  }

  /** The SET statements that make a fresh connection one of this session's. */
  settingStatements(): string[] {
    return [...this.settings].map(([name, value]) =>
      name === 'names' ? `set names ${value}` : `set @@session.${name} = ${value}`,
    );
  }

  get sqlMode(): string {
    return this.settings.get('sql_mode') ?? '';
  }

  /** The shard session for a target, if there is one. */
  find(target: TabletTarget): ShardSession | undefined {
    return this.shardSessions.find(
      ({ target: t }) =>
        t.keyspace === target.keyspace && t.shard === target.shard && t.tabletType === target.tabletType,
    );
  }
}
