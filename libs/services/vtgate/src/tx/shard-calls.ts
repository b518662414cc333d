import { toMysqlError, toVtError, VtError } from '@vt/base';
import type { RunOptions, ShardQuery, ShardRunner } from '@vt/engine';
import { readSessionState } from '@vt/mysql';
import { collectResult, type Diagnostic, type ResultSink } from '@vt/sqltypes';
import type { ServingShard } from '@vt/vschema';
import { CallSink } from '../gateway/call-sink.ts';
import { databaseOf } from '../gateway/database-name.ts';
import { requestOf } from '../gateway/discovery-gateway.ts';
import { knownTarget } from '../gateway/known-targets.ts';
import { separateBytes } from '../gateway/separate-bytes.ts';
import { clientError } from '../gateway/tablet-error.ts';
import {
  type BeginOptions,
  type TabletCall,
  TabletCallError,
  type TabletState,
  type TabletTarget,
} from '../gateway/tablet-gateway.ts';
import { WholeFloats } from '../gateway/whole-floats.ts';
import { type Session, scanModeOf } from '../session/session.ts';
import { statementTimeoutMs } from '../session/statement-timeout.ts';
import type { Directives } from '../text/directives.ts';
import { callAll } from './call-all.ts';
import { HeldEnd } from './held-end.ts';
import {
  endsTransaction,
  isLostConnection,
  isLostTransaction,
  lostHoldings,
  lostTransaction,
  refusalOf,
} from './lost-transaction.ts';
import { plainCall } from './plain-call.ts';
import { rememberShard } from './remember-shard.ts';
import { type ScatterHost, scatter } from './scatter.ts';
import type { ShardCallsDeps } from './shard-calls-deps.ts';
import { StatementWarnings } from './statement-warnings.ts';
import { TolerantSinks } from './tolerant-sinks.ts';

const SYNC_TIMEOUT_MS = 30_000;
/** As tablets bound statements of workload OLTP. */
const READ_ALL_TIMEOUT_MS = 30_000;
const nothing: readonly string[] = [];
const noState: TabletState = { transactionId: 0n, reservedId: 0n, alias: undefined };

/** The engine's way to the shards, for one statement of a session: adds its transaction, settings and connections. */
export class ShardCalls implements ShardRunner {
  readonly #session: Session;
  readonly #deps: ShardCallsDeps;
  /** For statements that read no tables: they begin no transaction, and what is open is used where it is. */
  apart = false;
  /** Rows are read for steps of the gate, as many as there are: what bounds a client's result in workload OLTP is not asked of shards. */
  readsAll = false;
  /** How many calls were begun. */
  calls = 0;
  /** How many of them may change something. */
  writes = 0;
  /** Told of each query as it is sent, with the number of its step. */
  onAsked: ((query: ShardQuery, step: number) => void) | undefined = undefined;
  #steps = 0;
  #reading = false;
  /** A shard rolled its transaction back: the others' go as soon as none of them runs a call. */
  #isVictim = false;
  /** Set while several calls are one statement. */
  #scope: Scope | undefined;
  readonly #warnings: StatementWarnings;

  constructor(session: Session, deps: ShardCallsDeps) {
    this.#session = session;
    this.#deps = deps;
    this.#warnings = new StatementWarnings(session);
  }

  get wholeFloats(): boolean {
    return this.#deps.wholeFloats === true;
  }

  /** In a transaction, or with a connection of its own, a shard runs one statement at a time. */
  get exclusive(): boolean {
    const { inTransaction, reserved, temporaryTables, autocommit } = this.#session;
    return inTransaction || reserved || temporaryTables !== undefined || !autocommit || this.#scope !== undefined;
  }

  shards(keyspace: string): readonly ServingShard[] {
    const { tabletType } = this.#session.target;
    const shards = this.#deps.serving.shards(keyspace, tabletType);
    if (!shards) throw VtError.of('VT05003', keyspace);
    if (shards.length > 0) return shards;
    throw new VtError({
      code: 'UNAVAILABLE',
      message: `no shards of keyspace '${keyspace}' are served by ${tabletType.toLowerCase()} tablets`,
    });
  }

  pick(shards: readonly ServingShard[]): ServingShard | undefined {
    const { target, shardSessions } = this.#session;
    // Inside a transaction: stay where it already is, rather than begin on one more shard for a read that any can answer.
    const used = shards.find(({ name }) =>
      shardSessions.some(({ target: t }) => t.shard === name && t.tabletType === target.tabletType),
    );
    return used ?? this.#deps.pick(shards);
  }

  async run(
    asked: readonly ShardQuery[],
    into: readonly ResultSink[],
    options: RunOptions,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await this.#run(asked, into, options, signal);
    } catch (error) {
      if (this.#isVictim) await this.#deps.transactions.rollback(this.#session, AbortSignal.timeout(SYNC_TIMEOUT_MS));
      this.#isVictim = false;
      throw error;
    }
  }

  async #run(
    asked: readonly ShardQuery[],
    into: readonly ResultSink[],
    options: RunOptions,
    signal: AbortSignal,
  ): Promise<void> {
    const session = this.#session;
    const queries = this.#routed(asked);
    this.#steps++;
    this.#reading = options.intent === 'read';
    const sinks = this.#reading && this.wholeFloats ? into.map((sink) => new WholeFloats(sink)) : into;
    if (options.intent !== 'read' && session.target.tabletType !== 'PRIMARY') {
      throw VtError.of('VT09002', options.intent === 'ddl' ? 'DDL' : 'DML');
    }
    if (options.apart) return this.#runApart(queries, sinks, signal);
    if (options.intent === 'ddl') return this.#runAll(queries, sinks, false, signal);
    if (!session.inTransaction && !session.autocommit && !this.apart)
      await this.#deps.transactions.begin(session, signal);
    this.#checkMode(queries);
    const isWrite = options.intent === 'write';
    if (isWrite && session.inTransaction) session.commitTurns.note(queries, options.commits);
    if (this.#scope)
      return isWrite ? this.#runInScope(queries, sinks, signal) : this.#runAll(queries, sinks, true, signal);
    const several = queries.length > 1 && isWrite;
    if (several && session.inTransaction)
      return this.atomically(() => this.#runInScope(queries, sinks, signal), signal);
    if (several && !options.autocommit) return this.#runInTransaction(queries, sinks, signal);
    if (options.intent === 'read' && this.#deps.directives.scatterErrorsAsWarnings && queries.length > 1)
      return this.#runTolerant(queries, sinks, signal);
    return this.#runAll(queries, sinks, options.intent === 'read', signal);
  }

  /** A transaction that is open on the shard itself stays there. */
  #routed(queries: readonly ShardQuery[]): readonly ShardQuery[] {
    const rules = this.#deps.routedShards();
    if (rules.size === 0) return queries;
    return queries.map((query) => {
      const keyspace = rules.get(`${query.keyspace}.${query.shard}`);
      return keyspace === undefined || this.#session.find(this.#target(query)) ? query : { ...query, keyspace };
    });
  }

  #tell(query: ShardQuery): void {
    this.#deps.onQuery(query);
    this.onAsked?.(query, this.#steps);
  }

  /** SCATTER_ERRORS_AS_WARNINGS: what some shards cannot answer is missing, and a warning says so; when none answers, the read fails. */
  async #runTolerant(queries: readonly ShardQuery[], sinks: readonly ResultSink[], signal: AbortSignal): Promise<void> {
    const tolerant = new TolerantSinks(sinks);
    const errors: VtError[] = [];
    const calls = queries.map((query, i) =>
      this.#call(query, tolerant.sinks[i] as ResultSink, [], signal).catch((thrown: unknown) => {
        errors.push(toVtError(thrown));
        tolerant.fail(i);
      }),
    );
    await Promise.all(calls);
    const [first] = errors;
    const isEnded = signal.aborted || this.#session.broken !== undefined || this.#isVictim;
    if (first && (errors.length === queries.length || isEnded)) throw first;
    if (first) this.#deps.onPartial?.();
    for (const { errno: code, message } of errors.map(toMysqlError)) {
      this.#session.warnings.push({ level: 'Warning', code, message });
    }
  }

  /** A statement that writes on several shards outside of a transaction gets one of its own. */
  async #runInTransaction(
    queries: readonly ShardQuery[],
    sinks: readonly ResultSink[],
    signal: AbortSignal,
  ): Promise<void> {
    const held = sinks.map((sink) => new HeldEnd(sink));
    await this.atomically(() => this.#runInScope(queries, held, signal), signal);
    for (const sink of held) sink.release();
  }

  /** @param begin of the transaction that a session without one gets */
  async atomically<T>(work: () => Promise<T>, signal: AbortSignal, begin?: BeginOptions): Promise<T> {
    if (this.#scope) return work();
    const { transactions } = this.#deps;
    const session = this.#session;
    if (session.target.tabletType !== 'PRIMARY') throw VtError.of('VT09002', 'DML');
    const own = !session.inTransaction && session.autocommit;
    if (!session.inTransaction) await transactions.begin(session, signal, begin);
    // One name in the whole transaction: a mysqld keeps each savepoint until its end, and looks through all of them at the next one.
    const savepoint = own ? undefined : `_vt${session.uuid.replaceAll('-', '')}`;
    const scope: Scope = { savepoint, marked: new Map() };
    this.#scope = scope;
    let result: T;
    try {
      result = await work();
    } catch (error) {
      if (own) await transactions.rollback(session, AbortSignal.timeout(SYNC_TIMEOUT_MS));
      else await this.#revert(scope, error);
      throw error;
    } finally {
      this.#scope = undefined;
    }
    if (own) await transactions.commit(session, signal);
    return result;
  }

  /** In an open transaction a statement that fails must leave no trace on any shard: each gets a savepoint before its first write. */
  async #runInScope(queries: readonly ShardQuery[], sinks: readonly ResultSink[], signal: AbortSignal): Promise<void> {
    const { savepoint, marked } = this.#scope ?? {};
    if (savepoint === undefined || !marked) return this.#runAll(queries, sinks, true, signal);
    const unmarked = queries.filter((query) => !marked.has(placeOf(query)));
    const open = unmarked.filter((query) => this.#state(query).transactionId !== 0n);
    await this.#runPlain(open, `savepoint ${savepoint}`, signal);
    for (const query of unmarked) marked.set(placeOf(query), query);
    const fresh = new Set(unmarked.filter((query) => !open.includes(query)));
    await this.#runAll(queries, sinks, true, signal, (query) => (fresh.has(query) ? [`savepoint ${savepoint}`] : []));
  }

  async #revert({ savepoint, marked }: Scope, cause: unknown): Promise<void> {
    const signal = AbortSignal.timeout(SYNC_TIMEOUT_MS);
    if (this.#session.broken || this.#isVictim) return;
    const begun = [...marked.values()].filter((query) => this.#state(query).transactionId !== 0n);
    try {
      await this.#runPlain(begun, `rollback to ${savepoint}`, signal);
    } catch {
      await this.#deps.transactions.rollback(this.#session, signal);
      const error = toVtError(cause);
      const message = `${error.message}: transaction rolled back to reverse changes of partial DML execution`;
      throw new VtError({ code: error.code, errno: error.errno, state: error.state, message, cause });
    }
  }

  /** Lets the tablets know that the open transaction goes on, also where it had nothing to do for a while. */
  async keepAlive(signal: AbortSignal): Promise<void> {
    const open = this.#session.shardSessions.filter(({ state }) => state.transactionId !== 0n);
    const queries = open.map(({ target: { keyspace, shard } }) => ({ keyspace, shard, sql: '', binds: {} }));
    await this.#runPlain(queries, 'do 0', signal);
  }

  /** Values of sequences, and lookup tables that commit by themselves: as a session without a transaction would do it. */
  async #runApart(queries: readonly ShardQuery[], sinks: readonly ResultSink[], signal: AbortSignal): Promise<void> {
    const calls = queries.map(async (query, i) => {
      this.#tell(query);
      try {
        const call = { ...this.#callOf(query, noState), reserve: false };
        const sink = this.#sinkOf(query, sinks[i] as ResultSink, this.#stateTaker(query, true));
        await this.#deps.gateway.execute({ ...this.#target(query), tabletType: 'PRIMARY' }, call, sink, signal);
      } catch (thrown) {
        throw clientError(thrown, query.keyspace, this.#databaseOf(query));
      }
    });
    await Promise.all(calls);
  }

  async #runPlain(queries: readonly ShardQuery[], sql: string, signal: AbortSignal): Promise<void> {
    const plain = queries.map((query) => ({ ...query, sql, binds: {} }));
    await this.#runAll(
      plain,
      plain.map(() => collectResult()),
      false,
      signal,
    );
  }

  async #runAll(
    queries: readonly ShardQuery[],
    sinks: readonly ResultSink[],
    stopAtError: boolean,
    signal: AbortSignal,
    afterBegin: (query: ShardQuery) => readonly string[] = () => [],
  ): Promise<void> {
    const [query] = queries;
    const [sink] = sinks;
    if (queries.length === 1 && query && sink) return this.#call(query, sink, afterBegin(query), signal);
    const { gateway } = this.#deps;
    if (stopAtError && gateway.start && this.#isPlainRead)
      return scatter(this.#scatterHost(gateway.start.bind(gateway)), queries, sinks, signal);
    const call = (at: number, stop: AbortSignal) => {
      const one = queries[at] as ShardQuery;
      return this.#call(one, sinks[at] as ResultSink, afterBegin(one), stop);
    };
    await callAll(queries, call, stopAtError, signal);
  }

  /** Nothing is held anywhere, and nothing will be. */
  get #isPlainRead(): boolean {
    const { shardSessions, readAfterWrite } = this.#session;
    return this.#reading && !this.exclusive && shardSessions.length === 0 && !readAfterWrite.wantsFresh;
  }

  #scatterHost(start: ScatterHost['start']): ScatterHost {
    return {
      start,
      alias: this.#session.target.tabletAlias,
      requestFor: (query) => {
        this.calls++;
        this.#tell(query);
        return requestOf(this.#target(query), this.#callOf(query, noState));
      },
      takeDiagnostics: (query, said) => this.#takeDiagnostics(query, said),
      databaseOf: (query) => this.#databaseOf(query),
      again: (query, to, signal) => {
        const sink = this.#sinkOf(query, to);
        return this.#deps.gateway.execute(this.#target(query), this.#callOf(query, noState), sink, signal);
      },
    };
  }

  async #call(query: ShardQuery, sink: ResultSink, afterBegin: readonly string[], signal: AbortSignal): Promise<void> {
    const session = this.#session;
    const named = this.#target(query);
    const state = this.#state(query);
    const fresh = this.#mustBeFresh(named, state)
      ? await this.#deps.freshReads?.place(session, named, signal)
      : undefined;
    const target: TabletTarget = fresh === 'primary' ? { ...named, tabletType: 'PRIMARY' } : named;
    const begins = session.inTransaction && state.transactionId === 0n && !this.apart;
    this.calls++;
    if (!this.#reading) this.writes++;
    this.#tell(query);
    try {
      const call = begins
        ? this.#callOf(query, state, session.begin, [...session.savepoints, ...afterBegin])
        : this.#callOf(query, state);
      const after = await this.#deps.gateway.execute(
        target,
        fresh && fresh !== 'primary' ? { ...call, alias: fresh.alias, directives: this.#unshared() } : call,
        this.#sinkOf(query, sink, this.#stateTaker(query)),
        signal,
      );
      rememberShard(session, target, after, !this.#reading);
    } catch (thrown) {
      if (thrown instanceof TabletCallError) rememberShard(session, target, thrown.state, !this.#reading);
      const error = clientError(thrown, query.keyspace, this.#databaseOf(query));
      // What was to begin on this shard and did not leaves the transaction on the others as it was, and so does what is no part of it.
      const isUntouched = begins && refusalOf(error)?.mayHaveRun === false;
      const isPart = !isUntouched && (begins || state.transactionId !== 0n);
      if (isPart && isLostTransaction(error)) {
        session.broken = lostTransaction(error);
        throw session.broken;
      }
      if (session.inTransaction && !this.apart && endsTransaction(error)) this.#isVictim = true;
      if (!isPart && state.reservedId !== 0n && isLostConnection(error)) throw await this.#lose(target, error);
      throw error;
    }
  }

  /** The session goes on without what it held on a connection that is gone: a client that keeps its own would have to wait for nothing. */
  async #lose(target: TabletTarget, error: VtError): Promise<VtError> {
    const session = this.#session;
    session.forget(target);
    const signal = AbortSignal.timeout(SYNC_TIMEOUT_MS);
    if (session.reserved) await this.#deps.transactions.unreserve(session, signal);
    session.tablesLocked = false;
    session.allTablesLocked = false;
    return lostHoldings(error);
  }

  /** A read that must be fresh joins no other's, which may have begun before the replica caught up. */
  #unshared(): Directives {
    return { ...this.#deps.directives, consolidator: 'CONSOLIDATOR_DISABLED' };
  }

  /** Reads of replicas outside of a connection that is held already. */
  #mustBeFresh({ tabletType }: TabletTarget, { alias }: TabletState): boolean {
    const { readAfterWrite } = this.#session;
    return readAfterWrite.wantsFresh && this.#reading && tabletType !== 'PRIMARY' && alias === undefined && !this.apart;
  }

  /** Takes the GTIDs of a write that committed by itself. */
  #stateTaker(query: ShardQuery, isApart = false): ((state: Uint8Array) => void) | undefined {
    const { readAfterWrite, inTransaction } = this.#session;
    if (!readAfterWrite.watchesWrites || this.#reading || (inTransaction && !isApart)) return undefined;
    return (state) => readAfterWrite.wrote(placeOf(query), gtidsOf(state));
  }

  #callOf(
    query: ShardQuery,
    state: TabletState,
    begin?: TabletCall['begin'],
    afterBegin: readonly string[] = nothing,
  ): TabletCall {
    const session = this.#session;
    const { directives, queryTimeoutMs } = this.#deps;
    const timeoutMs = statementTimeoutMs(session, queryTimeoutMs, directives.queryTimeoutMs);
    const isLong = (directives.isDump || this.readsAll) && session.workload === 'OLTP';
    const { sql, binds } = separateBytes(query.sql, query.binds, scanModeOf(session));
    return {
      sql,
      binds,
      begin,
      afterBegin,
      caller: session.caller,
      session,
      transactionId: state.transactionId,
      reservedId: state.reservedId,
      alias: state.alias ?? session.target.tabletAlias,
      settings: state.reservedId === 0n ? session.settingStatements() : [],
      reserve: state.reservedId === 0n && !this.apart && (session.reserved || session.keeps(this.#target(query))),
      workload: isLong ? 'OLAP' : session.workload,
      clientFoundRows: session.clientFoundRows,
      repeatable: this.#reading && !session.inTransaction,
      wantsDiagnostics: true,
      binaryRows: this.#reading && this.wholeFloats,
      timeoutMs: this.readsAll ? timeoutMs || READ_ALL_TIMEOUT_MS : timeoutMs,
      directives,
    };
  }

  #databaseOf({ keyspace }: Pick<ShardQuery, 'keyspace'>): string {
    return databaseOf(this.#deps.gateway, keyspace);
  }

  #sinkOf(query: ShardQuery, to: ResultSink, onState?: (state: Uint8Array) => void): CallSink {
    const onDiagnostics = (said: readonly Diagnostic[]) => this.#takeDiagnostics(query, said);
    return new CallSink(to, query.keyspace, this.#databaseOf(query), onDiagnostics, onState);
  }

  #takeDiagnostics(query: ShardQuery, said: readonly Diagnostic[]): void {
    this.#warnings.take(query, said, this.#databaseOf(query), this.#reading);
  }

  /** Has every held connection run a SET that the session's new connections get by their settings. */
  async setHeld(statement: string, signal: AbortSignal): Promise<boolean> {
    const held = this.#session.shardSessions;
    for (const shard of held) {
      const { state, target } = shard;
      const reserve = state.reservedId === 0n;
      const call = { ...plainCall(this.#session), ...state, sql: statement, reserve };
      try {
        shard.state = await this.#deps.gateway.execute(target, call, collectResult(), signal);
      } catch (thrown) {
        // A connection whose mysqld refuses the value is reserved by then: unknown here, it would be given back by nobody.
        if (thrown instanceof TabletCallError) shard.state = thrown.state;
        const error = clientError(thrown, target.keyspace, this.#databaseOf(target));
        throw state.transactionId === 0n && isLostConnection(error) ? await this.#lose(target, error) : error;
      }
    }
    return held.length > 0;
  }

  #target({ keyspace, shard }: ShardQuery): TabletTarget {
    return knownTarget(keyspace, shard, this.#session.target.tabletType);
  }

  #state(query: ShardQuery): TabletState {
    return this.#session.find(this.#target(query))?.state ?? noState;
  }

  #checkMode(queries: readonly ShardQuery[]): void {
    const session = this.#session;
    if (session.transactionMode !== 'SINGLE' || !session.inTransaction || this.apart) return;
    const used = session.shardSessions
      .filter(({ state }) => state.transactionId !== 0n)
      .map(({ target }) => `${target.keyspace}/${target.shard}`);
    const all = new Set([...used, ...queries.map(({ keyspace, shard }) => `${keyspace}/${shard}`)]);
    if (all.size > 1)
      throw new VtError({ code: 'ABORTED', message: `multi-db transaction attempted: [${[...all].join(' ')}]` });
  }
}

/** What a statement of several calls has touched. Without a savepoint its whole transaction is the statement's. */
type Scope = { readonly savepoint: string | undefined; readonly marked: Map<string, ShardQuery> };

function placeOf({ keyspace, shard }: ShardQuery): string {
  return `${keyspace}/${shard}`;
}

/** The GTIDs among a mysqld's session state changes. */
function gtidsOf(state: Uint8Array): string | undefined {
  if (state.length === 0) return undefined;
  for (const change of readSessionState(Buffer.from(state))) if (change.kind === 'gtids') return change.set;
  return undefined;
}
