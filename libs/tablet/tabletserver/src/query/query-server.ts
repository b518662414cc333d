import { type SlotSet, toVtError, type VtError } from '@vt/base';
import { type ConnectionPool, isConnectionError, type PooledConnection, surelyNotRun } from '@vt/mysql';
import {
  type CallAnswer,
  type CallContext,
  type CallState,
  noState,
  type QueryHandler,
  TabletCallError,
  type TabletRequest,
} from '@vt/proto/hot';
import type { ResultSink } from '@vt/sqltypes';
import {
  cancelledBy,
  endedByShutdown,
  needsReserved,
  primaryOnly,
  shuttingDown,
  transactionsAreCalls,
} from '../errors.ts';
import { answerMigration, isForMigrations } from '../migration/migration-port.ts';
import { answerReport, type Report, throttlerReport } from '../report/answer-report.ts';
import { type RequestOptions, readOptions, userOf } from '../request.ts';
import { answerNextval } from '../sequence/nextval-result.ts';
import { parseNextval } from '../sequence/parse-nextval.ts';
import { sequenceDeps } from '../sequence/sequence-deps.ts';
import { Sequences } from '../sequence/sequences.ts';
import { settingsOf } from '../session-settings.ts';
import { mayLeaveBehind } from '../statement/classify.ts';
import type { Statement } from '../statement/statement.ts';
import { usesOf } from '../statement/uses.ts';
import type { StatefulConnection } from '../transaction/stateful-connection.ts';
import { atomicCall } from '../twopc/atomic-call.ts';
import { remember } from '../twopc/redo-statements.ts';
import { AdaptedAnswer } from './adapted-answer.ts';
import { describe } from './describe.ts';
import { DirectWay } from './direct-way.ts';
import type { Execution } from './execution.ts';
import { ExecutionFailure } from './execution-failure.ts';
import { isTransactionByItself, mayRunAgain, readPlans } from './may-run-again.ts';
import type { QueryServerParts } from './parts.ts';
import { poolFor } from './pool-for.ts';
import { hotRowKey } from './request-keys.ts';
import { StatementRunner } from './statement-runner.ts';
import { waitSignal } from './wait-signal.ts';

/**
 * Executes what gates ask for: the one executor behind both surfaces (the query stream, and queryservice.Query).
 */
export class QueryServer implements QueryHandler {
  readonly #parts: QueryServerParts;
  readonly #runner: StatementRunner;
  readonly #direct: DirectWay;
  /** The sequences whose values this tablet gives out. */
  readonly sequences: Sequences;

  constructor(parts: QueryServerParts) {
    this.#parts = parts;
    this.#runner = new StatementRunner(parts);
    this.#direct = new DirectWay(parts, this.#runner, {
      failed: (error, mayHaveRun) => this.#failed(error, mayHaveRun),
      heldFailure: (conn, failure) => this.#heldFailure(conn, failure),
      stateOf: (conn) => this.#stateOf(conn),
    });
    this.sequences = new Sequences(sequenceDeps(parts));
  }

  /** What runs right now, for pages and kills. */
  get running(): SlotSet<Execution> {
    return this.#runner.running;
  }

  /** Statements that need only a connection take the direct way, all others that of `call`. */
  start(request: TabletRequest, answer: CallAnswer): void {
    if (this.#parts.holds.isActive && this.#isHeldBack(request, answer)) return;
    if (this.#direct.start(request, answer)) return;
    this.#callSlowly(request, answer, answer).then(
      (state) => answer.finish(state),
      (error: unknown) => answer.fail(error),
    );
  }

  /** A statement whose table is held is started when it is let go. INVARIANT: what is given up meanwhile is not: its client was told that it failed, and may have asked again. */
  #isHeldBack(request: TabletRequest, answer: CallAnswer): boolean {
    if (request.method !== 'execute') return false;
    const wait = this.#waitOf(request, readOptions(request.options));
    if (!wait) return false;
    let isGivenUp = false;
    answer.cancelTo = {
      cancel: (reason) => {
        isGivenUp = true;
        answer.fail(this.#failed(cancelledBy(reason), false));
      },
    };
    void wait.then(() => {
      if (isGivenUp) return;
      answer.cancelTo = undefined;
      this.start(request, answer);
    });
    return true;
  }

  #waitOf(request: TabletRequest, { skipStatementCache }: RequestOptions): Promise<void> | undefined {
    const { statements, holds } = this.#parts;
    return holds.waitOf(request, () => statements.get(request.sql, !skipStatementCache));
  }

  call(request: TabletRequest, sink: ResultSink, context: CallContext): Promise<CallState> {
    return new Promise((resolve, reject) => this.start(request, new AdaptedAnswer(sink, context, resolve, reject)));
  }

  #callSlowly(request: TabletRequest, sink: ResultSink, context: CallContext): Promise<CallState> {
    const { state } = this.#parts;
    const isHeld = request.transactionId !== 0n || request.reservedId !== 0n || request.atomic !== undefined;
    try {
      state.enter(request.target, isHeld);
    } catch (error) {
      return Promise.reject(this.#failed(toVtError(error), false));
    }
    return this.#dispatch(request, sink, context).finally(() => state.leave());
  }

  #dispatch(request: TabletRequest, sink: ResultSink, context: CallContext): Promise<CallState> {
    switch (request.method) {
      case 'execute':
        return this.#execute(request, sink, context);
      case 'begin':
        return this.#guard(() => this.#begin(request, context));
      case 'commit':
        return this.#guard(() => this.#conclude(request, 'commit'));
      case 'rollback':
        return this.#guard(() => this.#conclude(request, 'rollback'));
      case 'describe':
        return this.#guard(() => this.#describe(request, sink, context));
      case 'release':
        return this.#guard(() => this.#release(request));
      default:
        return this.#guard(() => atomicCall(this.#parts.twoPc(), request, this.#parts.state.identity.alias));
    }
  }

  /** Errors of work that has begun. */
  async #guard(work: () => Promise<CallState>): Promise<CallState> {
    try {
      return await work();
    } catch (error) {
      throw this.#failed(toVtError(error), !surelyNotRun(error));
    }
  }

  #failed(error: VtError, mayHaveRun: boolean, held: CallState = noState): TabletCallError {
    this.#parts.stats.errors.add([error.code]);
    if (error.code === 'INTERNAL') this.#parts.stats.internalErrors.add(['Panic']);
    if (isConnectionError(error)) this.#parts.onConnectionError(error);
    return TabletCallError.from(error, mayHaveRun, held);
  }

  #execute(request: TabletRequest, sink: ResultSink, context: CallContext): Promise<CallState> {
    const options = readOptions(request.options);
    let statement: Statement;
    try {
      statement = this.#parts.statements.get(request.sql, !options.skipStatementCache);
      if (statement.plan === 'Begin') throw transactionsAreCalls();
      this.#parts.protect.check(request, statement, context.peer);
    } catch (error) {
      return Promise.reject(this.#failed(toVtError(error), false));
    }
    if (isForMigrations(statement)) return this.#guard(() => this.#migration(request, sink, context));
    const report = () => throttlerReport(statement.plan, this.#parts.throttler());
    if (statement.plan.startsWith('ShowThrottle')) return this.#guard(() => this.#report(report, sink));
    if (statement.plan === 'Nextval') return this.#guard(() => this.#nextval(request, sink, context));
    const isHeld = request.transactionId !== 0n || request.reservedId !== 0n;
    const run = () =>
      isHeld || request.begin || (request.reserve && mayLeaveBehind(statement))
        ? this.#executeHeld(request, options, statement, sink, context)
        : this.#executeFree(request, options, statement, sink, context);
    const { hotRows } = this.#parts.protect;
    const key = hotRows.enabled && !isHeld ? hotRowKey(request, statement) : undefined;
    return key === undefined ? run() : this.#inTurn(key, statement, context, run);
  }

  /** A statement whose row others want too waits for its turn before it takes a connection. */
  async #inTurn(
    key: string,
    statement: Statement,
    context: CallContext,
    run: () => Promise<CallState>,
  ): Promise<CallState> {
    const { hotRows } = this.#parts.protect;
    let leave: () => void;
    try {
      leave = await hotRows.enter(key, usesOf(statement).main, context.signal);
    } catch (error) {
      throw this.#failed(toVtError(error), false);
    }
    try {
      return await run();
    } finally {
      leave();
    }
  }

  async #describe(request: TabletRequest, sink: ResultSink, context: CallContext): Promise<CallState> {
    const { statements, protect, pools } = this.#parts;
    protect.check(request, statements.get(request.sql, true), context.peer);
    await describe(pools.oltp, request, sink, context);
    return noState;
  }

  async #migration(request: TabletRequest, sink: ResultSink, context: CallContext): Promise<CallState> {
    const { state, migrations } = this.#parts;
    if (!state.isPrimary) throw primaryOnly('migrations');
    await answerMigration(migrations(), request.sql, sink, waitSignal(request, context));
    return noState;
  }

  async #report(report: () => Report, sink: ResultSink): Promise<CallState> {
    if (!this.#parts.state.isPrimary) throw primaryOnly('the throttler of the shard');
    answerReport(report(), sink);
    return noState;
  }

  /** Sequence values are nobody's transaction: a rollback does not give them back. INVARIANT: where they cannot be had, none was begun. */
  async #nextval(request: TabletRequest, sink: ResultSink, context: CallContext): Promise<CallState> {
    if (!this.#parts.state.isPrimary) throw primaryOnly('sequence values');
    const nextval = parseNextval(request.sql, request.binds);
    const value = await this.sequences.next(nextval, waitSignal(request, context));
    const held = request.begin
      ? await this.#begin(request, context)
      : {
          transactionId: request.transactionId,
          reservedId: request.reservedId,
          alias: this.#parts.state.identity.alias,
        };
    answerNextval(value, sink);
    return held.transactionId === 0n && held.reservedId === 0n ? noState : held;
  }

  /** A statement on a connection of a pool, which is nobody's afterwards. */
  #executeFree(
    request: TabletRequest,
    options: RequestOptions,
    statement: Statement,
    sink: ResultSink,
    context: CallContext,
  ): Promise<CallState> {
    if (statement.needsReserved) return Promise.reject(this.#failed(needsReserved(statement.plan), false));
    try {
      if (isTransactionByItself(statement)) this.#parts.protect.admitTransaction(options);
    } catch (error) {
      return Promise.reject(this.#failed(toVtError(error), false));
    }
    const pool = poolFor(this.#parts.pools, request, options, statement);
    const idle = request.settings.length === 0 ? pool.tryAcquire() : undefined;
    if (idle) return this.#runFree(request, options, statement, sink, context, idle, true);
    return this.#acquireAndRun(request, options, statement, sink, context, pool);
  }

  async #acquireAndRun(
    request: TabletRequest,
    options: RequestOptions,
    statement: Statement,
    sink: ResultSink,
    context: CallContext,
    pool: ConnectionPool,
  ): Promise<CallState> {
    let lease: PooledConnection;
    try {
      const settings = settingsOf(request.settings);
      this.#parts.protect.loadShedder.admit(pool, options.priority, request.timeoutMs);
      lease = await pool.acquire({
        caller: userOf(request.caller),
        signal: waitSignal(request, context),
        ...(settings && { settings }),
      });
    } catch (error) {
      throw this.#failed(toVtError(error), false);
    }
    return await this.#runFree(request, options, statement, sink, context, lease, false);
  }

  #runFree(
    request: TabletRequest,
    options: RequestOptions,
    statement: Statement,
    sink: ResultSink,
    context: CallContext,
    lease: PooledConnection,
    mayRetry: boolean,
  ): Promise<CallState> {
    const limits = this.#runner.limits(request, options, statement, Number.POSITIVE_INFINITY);
    const done = this.#runner.run(request, statement, sink, context, lease.connection, limits);
    return done.then(
      ({ wasKilled }) => {
        this.#giveBack(lease, statement, wasKilled);
        if (statement.changesSchema) this.#parts.onSchemaChange();
        return noState;
      },
      (failure: ExecutionFailure) => {
        this.#giveBack(lease, statement, failure.outcome?.wasKilled ?? false);
        if (mayRetry && mayRunAgain(statement, failure.error, failure.execution?.hasOutput ?? false)) {
          // The idle connection had died without our noticing.
          const pool = poolFor(this.#parts.pools, request, options, statement);
          return this.#acquireAndRun(request, options, statement, sink, context, pool);
        }
        throw this.#failed(failure.error, failure.outcome !== undefined && !surelyNotRun(failure.error));
      },
    );
  }

  /** A procedure may leave anything in its session; a late kill may hit the next statement: such connections are not used again. */
  #giveBack(lease: PooledConnection, statement: Statement, wasKilled: boolean): void {
    if (wasKilled || statement.plan === 'CallProc') lease.discard();
    else lease.release();
  }

  /** A statement on a connection that the session keeps: in a transaction, reserved, or both. */
  async #executeHeld(
    request: TabletRequest,
    options: RequestOptions,
    statement: Statement,
    sink: ResultSink,
    context: CallContext,
  ): Promise<CallState> {
    const conn = await this.#held(request, options, mayLeaveBehind(statement), context);
    if (statement.needsReserved && !conn.isReserved) {
      this.#parts.transactions.unlock(conn);
      throw this.#failed(needsReserved(statement.plan), false, this.#stateOf(conn));
    }
    conn.queries++;
    conn.busyWith = 'for query';
    const leftMs = conn.deadlineMs - performance.now();
    const limits = this.#runner.limits(request, options, statement, leftMs);
    try {
      await this.#runner.run(request, statement, sink, context, conn.connection, limits, conn);
      if (statement.commitsImplicitly) await this.#afterImplicitCommit(conn);
      if (statement.changesSchema) this.#parts.onSchemaChange();
      this.#parts.transactions.unlock(conn);
      return this.#stateOf(conn);
    } catch (thrown) {
      throw await this.#heldFailure(conn, thrown);
    }
  }

  /** The connection that the request names, or a new one with what the request begins. @param mustPin what the statement does would be lost with the connection */
  async #held(
    request: TabletRequest,
    options: RequestOptions,
    mustPin: boolean,
    context: CallContext,
  ): Promise<StatefulConnection> {
    const { transactions, state } = this.#parts;
    try {
      const id = request.transactionId || request.reservedId;
      if (request.begin) this.#parts.protect.admitTransaction(options);
      const conn = id ? transactions.take(id, 'for query') : await this.#open(request, options, context);
      // A table that came to be held while this waited: the hold knows nothing of this transaction.
      if (!id && this.#parts.holds.isActive) await this.#waitOf(request, options);
      // Settings are a pooled connection's too: only what would not survive its being given back keeps it behind the transaction.
      if (request.reserve && !conn.isReserved && (mustPin || id !== 0n))
        await this.#reserve(conn, id === 0n ? [] : request.settings);
      if (request.begin) await transactions.begin(conn, options, state.isPrimary);
      await this.#prepareSession(conn, request.begin ? request.postBegin : []);
      if (request.begin) for (const sql of request.postBegin) remember(conn, 'Savepoint', () => sql, sql.length, 0n);
      return conn;
    } catch (error) {
      throw this.#failed(toVtError(error), false);
    }
  }

  async #open(request: TabletRequest, options: RequestOptions, context: CallContext): Promise<StatefulConnection> {
    const { transactions, protect } = this.#parts;
    const leave = protect.transactionLimiter.enter(request.caller);
    try {
      const conn = await transactions.open({
        options,
        user: userOf(request.caller),
        settings: request.settings,
        signal: waitSignal(request, context),
      });
      conn.leaveLimiter = leave;
      return conn;
    } catch (error) {
      leave();
      throw error;
    }
  }

  async #reserve(conn: StatefulConnection, settings: readonly string[]): Promise<void> {
    this.#parts.transactions.reserve(conn);
    await this.#prepareSession(conn, settings);
  }

  async #prepareSession(conn: StatefulConnection, statements: readonly string[]): Promise<void> {
    try {
      for (const sql of statements) await conn.connection.execute(sql);
    } catch (error) {
      this.#parts.transactions.drop(conn, 'session setup failed');
      throw error;
    }
  }

  /** DDL has committed what was open; the session's transaction goes on as a new one. */
  async #afterImplicitCommit(conn: StatefulConnection): Promise<void> {
    if (!conn.isInTransaction) return;
    const { transactions, state } = this.#parts;
    await transactions.begin(conn, conn.options, state.isPrimary);
  }

  async #heldFailure(conn: StatefulConnection, thrown: unknown): Promise<TabletCallError> {
    const { transactions } = this.#parts;
    const failure = thrown instanceof ExecutionFailure ? thrown : undefined;
    const error = failure?.error ?? toVtError(thrown);
    if (failure?.outcome?.wasKilled) await this.#settle(conn, failure);
    transactions.afterFailure(conn, error);
    const isAlive = !conn.connection.isClosed;
    if (isAlive) transactions.unlock(conn);
    const ran = failure === undefined || failure.outcome !== undefined;
    return this.#failed(error, ran && !surelyNotRun(error), isAlive ? this.#stateOf(conn) : noState);
  }

  /** A kill that came too late for its statement must not end the session's next one. */
  async #settle(conn: StatefulConnection, failure: ExecutionFailure): Promise<void> {
    await failure.execution?.killSettled();
    await conn.connection.execute('do 0').catch(() => {});
  }

  #stateOf(conn: StatefulConnection): CallState {
    return {
      transactionId: conn.isInTransaction ? conn.id : 0n,
      reservedId: conn.isReserved ? conn.id : 0n,
      alias: this.#parts.state.identity.alias,
    };
  }

  async #begin(request: TabletRequest, context: CallContext): Promise<CallState> {
    const { transactions } = this.#parts;
    const conn = await this.#held({ ...request, begin: true }, readOptions(request.options), true, context);
    transactions.unlock(conn);
    return this.#stateOf(conn);
  }

  async #conclude(request: TabletRequest, how: 'commit' | 'rollback'): Promise<CallState> {
    const { transactions, state } = this.#parts;
    const conn = transactions.take(request.transactionId, `for ${how}`);
    const reservedId = await transactions[how](conn);
    this.#parts.protect.consolidator.wrote();
    return { transactionId: 0n, reservedId, alias: reservedId ? state.identity.alias : undefined };
  }

  async #release(request: TabletRequest): Promise<CallState> {
    const { transactions } = this.#parts;
    const id = request.reservedId || request.transactionId;
    const conn = transactions.take(id, 'for release');
    // Closing the session rolls back; waiting for mysqld to do so first keeps locks from outliving the answer.
    if (conn.isInTransaction) await conn.connection.execute('rollback').catch(() => {});
    transactions.release(conn);
    return noState;
  }

  /** Nothing is started any more. */
  close(): void {
    this.#runner.close();
  }

  /** Ends everything that runs, for a shutdown whose grace is over. */
  endAll(): void {
    for (const execution of this.#runner.running) {
      execution.cancel(readPlans.has(execution.statement.plan) ? shuttingDown() : endedByShutdown());
    }
  }
}
