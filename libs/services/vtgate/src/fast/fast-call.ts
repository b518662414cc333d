import { toVtError, VtError } from '@vt/base';
import { mayRetry, type RunningCall } from '@vt/discovery';
import type { ClientConnection, CommandSink } from '@vt/mysql';
import { type CallState, TabletCallError, type TabletRequest } from '@vt/proto';
import { decodeText } from '@vt/sqlparser';
import {
  type BindValue,
  type BindVariable,
  type BindVariables,
  countPackets,
  type Diagnostic,
  emptyOk,
  type OkInfo,
  type ResultSink,
  type RowFormat,
  Type,
} from '@vt/sqltypes';
import type { Target } from '@vt/vschema';
import type { ApiTimer, ExecutorDeps } from '../executor/deps.ts';
import { isOfSpelling } from '../executor/errors/spelled-warnings.ts';
import { toldError } from '../executor/errors/told-error.ts';
import { refusesTable } from '../executor/plans/replan.ts';
import type { PlannedTemplate } from '../executor/plans/template.ts';
import { isGivenId } from '../executor/session-answers/given-id.ts';
import { forgetWarnings, rememberAnswer, rememberFailure } from '../executor/session-answers/remember.ts';
import { databaseOf, withKeyspaceName } from '../gateway/database-name.ts';
import { beginOptions, callerOf, stateOf } from '../gateway/discovery-gateway.ts';
import { clientError } from '../gateway/tablet-error.ts';
import type { BeginOptions, TabletTarget } from '../gateway/tablet-gateway.ts';
import { setStatus } from '../mysql/command-answer.ts';
import { type Session, scanModeOf } from '../session/session.ts';
import { statementTimeoutMs } from '../session/statement-timeout.ts';
import { endsTransaction, isLostTransaction, lostTransaction } from '../tx/lost-transaction.ts';
import { rememberShard } from '../tx/remember-shard.ts';
import type { FastPlan } from './fast-plan.ts';
import { knownColumns } from './known-columns.ts';

const COUNT = /^\d+$/;

function countOf(value: BindValue | undefined): bigint {
  const text = value ? decodeText(value.value) : '';
  return COUNT.test(text) ? BigInt(text) : 0n;
}

/** What the long way needs to take a statement over. */
export type Statement =
  | { readonly kind: 'text'; readonly sql: Buffer }
  | { readonly kind: 'prepared'; readonly handle: unknown; readonly params: readonly BindVariable[] };

/** A statement of several shards: its plan, and its literals. */
export type TemplateRun = {
  readonly template: PlannedTemplate;
  readonly binds: BindVariables;
  readonly text: Statement;
};

export type FastCallHost = {
  readonly deps: ExecutorDeps;
  /** Options by what they say: there are a few dozen at most, for all sessions together. */
  readonly options: Map<string, TabletRequest['options']>;
  /** Runs a statement that has certainly not run, or may run twice, as if it had come just now. */
  takeLongWay(conn: ClientConnection, session: Session, sink: CommandSink, statement: Statement): void;
  runTemplate(conn: ClientConnection, session: Session, run: TemplateRun, sink: CommandSink): void;
  /** Its statement is over: it serves another connection's next. */
  free(call: FastCall): void;
};

/** What a plan depends on beside its text, as a number, and how the time of its statements is kept. */
export type Context = { readonly id: number; readonly record: ApiTimer | undefined };
type LastContext = {
  readonly target: Target;
  readonly checks: string | undefined;
  readonly mode: string | undefined;
  readonly context: Context;
};

/** Whose statement it is; `fast` while it runs. */
export type FastState = {
  readonly session: Session;
  fast?: FastCall | undefined;
  context?: LastContext | undefined;
};

const ROLLBACK_TIMEOUT_MS = 30_000;
const nothing: readonly string[] = [];
const noBinds = {};

/** A statement that takes the short way. It serves one after the other, of any connection: an idle one needs none. */
export class FastCall implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  readonly #host: FastCallHost;
  #conn: ClientConnection | undefined;
  #state: FastState | undefined;
  /** Which of its statements runs. */
  #run = 0;
  #sink: CommandSink | undefined;
  #plan: FastPlan | undefined;
  #statement: Statement | undefined;
  #request: TabletRequest | undefined;
  #running: RunningCall | undefined;
  #record: ApiTimer | undefined;
  #startedAt = 0;
  #rows = 0;
  #hasRows = false;
  #ok: OkInfo | undefined;

  constructor(host: FastCallHost) {
    this.#host = host;
  }

  get #session(): Session {
    return (this.#state as FastState).session;
  }

  /** What runs now; undefined: nothing of this way. */
  get running(): Statement | undefined {
    return this.#statement;
  }

  /** @param record of the time it took. */
  run(
    conn: ClientConnection,
    state: FastState,
    plan: FastPlan,
    target: TabletTarget,
    values: readonly BindValue[],
    statement: Statement,
    sink: CommandSink,
    record: ApiTimer | undefined,
  ): void {
    this.#startedAt = performance.now();
    this.#conn = conn;
    this.#state = state;
    state.fast = this;
    this.#plan = plan;
    this.#statement = statement;
    this.#sink = sink;
    this.#record = record;
    this.#rows = 0;
    this.#hasRows = false;
    this.#ok = undefined;
    forgetWarnings(state.session);
    sink.onCancel = this.#onCancel;
    const alias = this.#makeRequest(plan, target, values, statement.kind === 'prepared' && plan.isSelect);
    plan.executed?.();
    const { gateway } = this.#host.deps;
    const run = ++this.#run;
    const running = gateway.start?.(this.#request as TabletRequest, alias, this, this);
    // It may be over already, and serve another.
    if (run === this.#run && this.#statement) this.#running = running;
  }

  /** Resolves to the tablet that must take it, if one must. */
  #makeRequest(
    plan: FastPlan,
    target: TabletTarget,
    values: readonly BindValue[],
    binary: boolean,
  ): string | undefined {
    const session = this.#session;
    const held = session.shardSessions.length > 0 ? session.find(target)?.state : undefined;
    const transactionId = held?.transactionId ?? 0n;
    const begins = session.inTransaction && transactionId === 0n;
    this.#request = {
      method: 'execute',
      target,
      caller: callerOf(session.caller),
      sql: plan.sql,
      binds: noBinds,
      values,
      transactionId,
      reservedId: 0n,
      begin: begins,
      reserve: false,
      stream: session.workload !== 'OLTP' && !session.inTransaction,
      settings: session.settings.statements,
      postBegin: begins && session.savepoints.length > 0 ? [...session.savepoints] : nothing,
      options: this.#optionsFor(begins ? session.begin : undefined),
      wantsDiagnostics: true,
      rowFormat: binary ? 'binary' : 'text',
      traceparent: undefined,
      atomic: undefined,
      session: target.tabletType === 'PRIMARY' ? undefined : session.uuid,
      timeoutMs: statementTimeoutMs(session, this.#host.deps.options.queryTimeoutMs),
    };
    return held?.alias ?? session.target.tabletAlias;
  }

  #optionsFor(begin: BeginOptions | undefined): TabletRequest['options'] {
    const { workload, clientFoundRows } = this.#session;
    const beginKey = begin
      ? `${begin.isolation} ${begin.consistentSnapshot} ${begin.accessMode} ${begin.timeoutMs} ${begin.forDump}`
      : '';
    const key = clientFoundRows ? `${workload}+${beginKey}` : `${workload}-${beginKey}`;
    const { options } = this.#host;
    let found = options.get(key);
    if (!found) {
      const own = { workload, client_found_rows: clientFoundRows, included_fields: 'ALL' } as const;
      found = begin ? { ...own, ...beginOptions(begin) } : own;
      options.set(key, found);
    }
    return found;
  }

  readonly #onCancel = (reason: VtError): void => {
    const { code, errno, state, message } = reason;
    this.#running?.cancel(new TabletCallError({ code, errno, state, message, mayHaveRun: true }));
  };

  // ---- the tablet's answer ----

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#hasRows = true;
    const plan = this.#plan as FastPlan;
    const known = knownColumns(plan, definitions);
    const sink = this.#sink as CommandSink;
    if (!sink.columnsBlock(known.block, known.renamed, format)) sink.columns(known.renamed, format);
  }

  rows(packets: Buffer): boolean {
    this.#rows += countPackets(packets);
    const sink = this.#sink as CommandSink;
    if (sink.rows(packets)) return true;
    sink.onDrain = this.#drained;
    return false;
  }

  readonly #drained = (): void => {
    this.onDrain?.();
  };

  end(ok: OkInfo, more: boolean): void {
    if (more) return this.#sink?.end(ok, true);
    // What changed of a pooled connection's session is not the client's.
    const own = ok.sessionState.length > 0 ? { ...ok, sessionState: emptyOk.sessionState } : ok;
    this.#ok = own.warnings > 0 && own.diagnostics ? this.#takeDiagnostics(own, own.diagnostics) : own;
  }

  /** The texts go to the session, where SHOW WARNINGS finds them. */
  #takeDiagnostics(ok: OkInfo, said: readonly Diagnostic[]): OkInfo {
    const { keyspace } = this.#plan as FastPlan;
    const database = databaseOf(this.#host.deps.gateway, keyspace);
    const meant = this.#statement?.kind === 'prepared' ? said.filter((one) => !isOfSpelling(one)) : said;
    for (const { level, code, message } of meant) {
      this.#session.warnings.push({ level, code, message: withKeyspaceName(message, keyspace, database) });
    }
    const warnings = Math.max(ok.warnings - (said.length - meant.length), meant.length);
    return { ...ok, warnings, diagnostics: undefined };
  }

  error(): void {}

  // ---- its end ----

  resolve(state: CallState): void {
    const session = this.#session;
    const request = this.#request as TabletRequest;
    if (state.transactionId !== 0n || request.transactionId !== 0n) {
      rememberShard(session, request.target as TabletTarget, stateOf(state), this.#plan?.write ?? true);
    }
    const ok = this.#ok;
    if (!ok) return this.#failed(VtError.of('VT13001', 'a statement gave no answer'));
    rememberAnswer(session, this.#withIdSource(ok), this.#hasRows, this.#rows, true, this.#skipped());
    const tookMs = performance.now() - this.#startedAt;
    const affected = this.#hasRows || ok.affectedRows === 0n ? 0 : Number(ok.affectedRows);
    this.#record?.(tookMs, this.#rows, affected);
    this.#note(tookMs, affected, undefined);
    const sink = this.#sink as CommandSink;
    const conn = this.#conn as ClientConnection;
    this.#clear();
    if (session.inTransaction) setStatus(conn, session);
    sink.end(ok, false);
  }

  /** Of an answer without rows nobody knows how many there were. */
  #skipped(): bigint {
    const { skips, order } = this.#plan as FastPlan;
    if (skips.length === 0 || this.#rows === 0) return 0n;
    const { values = [] } = this.#request as TabletRequest;
    let skipped = 0n;
    for (const literal of skips) skipped += countOf(values[order.indexOf(literal)]);
    return skipped;
  }

  #withIdSource(ok: OkInfo): OkInfo {
    const { ids, order } = this.#plan as FastPlan;
    if (ok.insertId === 0n || !ids) return ok;
    const { values = [] } = this.#request as TabletRequest;
    const textOf = (place: string): string | undefined => {
      const value = values[order.indexOf(Number(place.slice(2)) - 1)];
      return value === undefined || value.type === Type.NULL_TYPE ? undefined : decodeText(value.value);
    };
    return isGivenId(ids, ok, textOf) ? { ...ok, isGivenId: true } : ok;
  }

  reject(error: TabletCallError): void {
    const request = this.#request as TabletRequest;
    const session = this.#session;
    const plan = this.#plan as FastPlan;
    const isFirst = !session.inTransaction || request.begin;
    const mayRunAgain = refusesTable(error) || (isFirst && mayRetry(error, request, !plan.write));
    if (mayRunAgain && !this.#hasRows && !this.#ok) {
      // Of a transaction that the refused statement has begun.
      if (error.held.alias) rememberShard(session, request.target as TabletTarget, stateOf(error.held), false);
      const sink = this.#sink as CommandSink;
      const statement = this.#statement as Statement;
      const conn = this.#conn as ClientConnection;
      this.#clear();
      return this.#host.takeLongWay(conn, session, sink, statement);
    }
    if (error.held.alias) rememberShard(session, request.target as TabletTarget, stateOf(error.held), plan.write);
    const said = clientError(error, plan.keyspace, databaseOf(this.#host.deps.gateway, plan.keyspace));
    const { deps } = this.#host;
    const statement = this.#statement;
    const executed = statement?.kind === 'prepared' ? (statement.handle as Session['executed']) : undefined;
    const shown = toldError(said, { sql: textOf(statement), mode: scanModeOf(session), session }, deps, executed);
    if (session.inTransaction && endsTransaction(shown)) return this.#rolledBack(shown);
    if (!session.inTransaction || !isLostTransaction(shown)) return this.#failed(shown);
    session.broken = lostTransaction(shown);
    this.#failed(session.broken);
  }

  #rolledBack(error: VtError): void {
    const signal = AbortSignal.timeout(ROLLBACK_TIMEOUT_MS);
    void this.#host.deps.transactions.rollback(this.#session, signal).then(() => this.#failed(error));
  }

  #failed(error: VtError): void {
    const session = this.#session;
    rememberFailure(session, error);
    const { keyspace, tabletType } = session.target;
    const tookMs = performance.now() - this.#startedAt;
    const call = { operation: 'Execute', keyspace, dbType: tabletType.toLowerCase() };
    this.#host.deps.stats.apiCall(call, tookMs, error.code);
    this.#note(tookMs, 0, error);
    const sink = this.#sink as CommandSink;
    const conn = this.#conn as ClientConnection;
    this.#clear();
    setStatus(conn, session);
    sink.error(toVtError(error));
  }

  /** For pages and the log. */
  #note(tookMs: number, affected: number, error: VtError | undefined): void {
    const { counts, statement, write, tablesUsed } = this.#plan as FastPlan;
    counts.add(tookMs, write ? affected : this.#rows, error !== undefined);
    const { queryLog } = this.#host.deps;
    if (!queryLog?.wanted) return;
    const session = this.#session;
    queryLog.add({
      method: 'Execute',
      remoteAddr: session.caller.remote,
      user: session.caller.user,
      startMs: Date.now() - tookMs,
      totalMs: tookMs,
      planMs: 0,
      executeMs: tookMs,
      commitMs: 0,
      statement,
      sql: textOf(this.#statement),
      shardQueries: 1,
      rowsAffected: BigInt(affected),
      rowsReturned: this.#rows,
      error: error?.message ?? '',
      tabletType: session.target.tabletType,
      sessionUuid: session.uuid,
      isCachedPlan: true,
      tablesUsed,
      keyspace: session.target.keyspace,
    });
  }

  /** INVARIANT: nothing of this statement is touched after it: the next one may be another client's. */
  #clear(): void {
    if (this.#sink) {
      this.#sink.onCancel = undefined;
      this.#sink.onDrain = undefined;
    }
    if (this.#state) this.#state.fast = undefined;
    this.#sink = undefined;
    this.#conn = undefined;
    this.#state = undefined;
    this.#running = undefined;
    this.#request = undefined;
    this.#statement = undefined;
    this.#plan = undefined;
    this.#record = undefined;
    this.#ok = undefined;
    this.onDrain = undefined;
    this.#host.free(this);
  }
}

function textOf(statement: Statement | undefined): string {
  if (statement?.kind === 'text') return decodeText(statement.sql);
  return (statement?.handle as { readonly sql?: string } | undefined)?.sql ?? '';
}
