import { toVtError, type VtError } from '@vt/base';
import type { ConnectionPool, ConnectionSettings, MysqlConnection, PooledConnection } from '@vt/mysql';
import { type CallAnswer, type CallState, noState, type TabletRequest, takesAnswer } from '@vt/proto/hot';
import type { Diagnostic, ResultSink } from '@vt/sqltypes';
import { canceled, cancelledBy } from '../errors.ts';
import type { PipelinedRead, ReadPipelines } from '../pipeline/read-pipelines.ts';
import type { Consolidator, Follower, ReadKey, SharedResult } from '../protect/consolidator.ts';
import { type RequestOptions, userOf } from '../request.ts';
import { settingsOf } from '../session-settings.ts';
import type { Statement } from '../statement/statement.ts';
import type { StatefulConnection } from '../transaction/stateful-connection.ts';
import type { Execution, ExecutionOwner, Outcome } from './execution.ts';
import { mayRunAgain, readPlans } from './may-run-again.ts';

/** What a direct run needs of the query server. */
export type DirectHost = {
  /** Starts the statement on the connection; throws what keeps it from being written. */
  execute(run: DirectRun, connection: MysqlConnection): Execution;
  leave(): void;
  /** The warnings of a statement whose connection has gone on to the next, by running it again. */
  diagnosticsAgain(run: DirectRun): Promise<Diagnostic[]>;
  /** A free statement failed before anything of its answer was passed on, and may be run again. */
  again(run: DirectRun): void;
  /** As the caller is to see it. */
  failed(error: VtError, mayHaveRun: boolean): unknown;
  freeFailed(run: DirectRun, execution: Execution | undefined, error: VtError): unknown;
  heldFailed(
    run: DirectRun,
    conn: StatefulConnection,
    execution: Execution | undefined,
    outcome: Outcome | undefined,
    error: VtError,
  ): void;
  heldDone(conn: StatefulConnection, run: DirectRun, outcome: Outcome): CallState;
  /** What a transaction waits for before it begins with this statement; undefined: nothing. */
  heldBack(run: DirectRun): Promise<void> | undefined;
  /** Makes the connection a transaction's and begins it; `run.begun` is told how that ended, perhaps at once. */
  begin(run: DirectRun, lease: PooledConnection): StatefulConnection;
};

/**
 * One statement that needs nothing but a connection: out of a transaction on one of a pool, or in one on the transaction's own. The way
 * without a promise.
 */
export class DirectRun implements ExecutionOwner, Follower, PipelinedRead {
  readonly request: TabletRequest;
  readonly options: RequestOptions;
  readonly statement: Statement;
  readonly answer: CallAnswer;
  readonly isRetried: boolean;
  leaveLimiter: (() => void) | undefined;
  #consolidator: Consolidator | undefined;
  #key: ReadKey | undefined;
  #shared: SharedResult | undefined;
  readonly #host: DirectHost;
  #pool: ConnectionPool | undefined;
  #lease: PooledConnection | undefined;
  #held: StatefulConnection | undefined;
  /** Whether a transaction begins with it, and how far that is. */
  #begin: 'none' | 'wanted' | 'sent' | 'done' = 'none';
  #beginError: VtError | undefined;
  /** How it ended before it was known whether its transaction had begun. */
  #early: { readonly outcome: Outcome | undefined; readonly error: VtError } | undefined;
  #execution: Execution | undefined;
  #state: CallState = noState;
  #wasKilled = false;
  isPipelined = false;
  /** Where it waits for a connection together with others. */
  #line: { leave(read: PipelinedRead): boolean } | undefined;
  /** What it was cancelled with, where it was. */
  #cancelled: VtError | undefined;

  constructor(
    host: DirectHost,
    request: TabletRequest,
    options: RequestOptions,
    statement: Statement,
    answer: CallAnswer,
    isRetried = false,
  ) {
    this.#host = host;
    this.request = request;
    this.options = options;
    this.statement = statement;
    this.answer = answer;
    this.isRetried = isRetried;
    answer.cancelTo = this;
  }

  /** Whether it joins an execution of the same read; else it is for `lead` to start one. */
  joins(pool: ConnectionPool, consolidator: Consolidator, key: ReadKey): boolean {
    this.#pool = pool;
    this.#consolidator = consolidator;
    this.#key = key;
    return consolidator.join(key, this.statement.sql, this);
  }

  /** Others may join its execution from now on. */
  lead(): void {
    if (this.#key) this.#shared = this.#consolidator?.lead(this.#key, this.answer);
  }

  /** Where the result goes. */
  get sink(): ResultSink {
    return this.#shared ?? this.answer;
  }

  startFree(pool: ConnectionPool): void {
    this.#pool = pool;
    const lease = pool.take(this, this.user, this.settings);
    if (lease) this.connected(lease);
  }

  /** The same with a connection on which other reads may be in flight. */
  startPipelined(pool: ConnectionPool, pipelines: ReadPipelines): void {
    this.#pool = pool;
    this.isPipelined = true;
    pipelines.add(this, pool);
  }

  waitsIn(line: { leave(read: PipelinedRead): boolean }): void {
    this.#line = line;
  }

  get settings(): ConnectionSettings | undefined {
    return settingsOf(this.request.settings);
  }

  /** INVARIANT: it waits for a connection with none in its hand; where all do that, nobody has one. */
  diagnosticsAgain(): Promise<Diagnostic[]> {
    this.#giveBack(false);
    return this.#host.diagnosticsAgain(this);
  }

  get user(): string {
    return userOf(this.request.caller);
  }

  // ---- as one who waits for another's result ----

  followed(): void {
    this.finished();
  }

  /** That the leader's client went away is not this one's fault. */
  leaderFailed(error: VtError): void {
    if (error.code === 'CANCELED') this.notShared();
    else this.#fail(this.#host.failed(error, true));
  }

  notShared(): void {
    if (this.#pool) this.startFree(this.#pool);
  }

  // ---- as one who runs ----

  startHeld(conn: StatefulConnection): void {
    this.#held = conn;
    this.#run(conn.connection);
  }

  /** The connection of its transaction, once it has one. */
  get held(): StatefulConnection | undefined {
    return this.#held;
  }

  /** With a connection of its own, on which its transaction begins. @param leaveLimiter gives back the caller's place. */
  startBeginning(pool: ConnectionPool, leaveLimiter: () => void): void {
    this.#begin = 'wanted';
    this.leaveLimiter = leaveLimiter;
    this.#pool = pool;
    const lease = pool.take(this, '', this.settings);
    if (lease) this.connected(lease);
  }

  connected(lease: PooledConnection): void {
    this.#lease = lease;
    if (!this.answer.cancelled)
      return this.#begin === 'wanted' ? this.#beginWhenFree(lease) : this.#run(lease.connection);
    lease.release();
    this.#endShared(canceled());
    this.#fail(this.#host.failed(this.#cancelled ?? canceled(), false));
  }

  refused(error: VtError): void {
    this.#endShared(error);
    this.#fail(this.#host.failed(error, false));
  }

  /** A table that came to be held while this waited for its connection is not used by a transaction that the hold knows nothing of. */
  #beginWhenFree(lease: PooledConnection): void {
    const wait = this.#host.heldBack(this);
    if (wait) void wait.then(() => this.connected(lease));
    else this.#startBegin(lease);
  }

  /**
   * INVARIANT: only a read is sent behind the BEGIN that is not answered yet. If that failed, a write would be one of its own, and stay.
   */
  #startBegin(lease: PooledConnection): void {
    this.#begin = 'sent';
    this.#lease = undefined;
    lease.connection.together(() => {
      this.#held = this.#host.begin(this, lease);
      if (this.#begin === 'sent' && readPlans.has(this.statement.plan)) this.#run(lease.connection);
    });
    if (this.#isAnsweredAtOnce) this.#afterBegin();
  }

  get #isAnsweredAtOnce(): boolean {
    return this.#begin === 'done';
  }

  /** The transaction has begun, or its connection is gone. */
  begun(error: VtError | undefined): void {
    this.#begin = 'done';
    this.#beginError = error;
    if (this.#held) this.#afterBegin();
  }

  #afterBegin(): void {
    const held = this.#held as StatefulConnection;
    const early = this.#early;
    if (early) return this.#ended(early.outcome, early.error);
    if (this.#execution) return;
    if (this.#beginError) return this.#ended(undefined, this.#beginError);
    if (this.answer.cancelled) return this.#ended(undefined, this.#cancelled ?? canceled());
    this.#run(held.connection);
  }

  #run(connection: MysqlConnection): void {
    try {
      this.#execution = this.#host.execute(this, connection);
    } catch (error) {
      this.#ended(undefined, toVtError(error));
    }
  }

  cancel(reason: Error): void {
    const error = cancelledBy(reason);
    this.#cancelled = error;
    if (this.#execution) return takesAnswer(reason) ? this.#execution.interrupt() : this.#execution.cancel(error);
    if (!this.#leavesLeader() && !(this.#line ?? this.#pool)?.leave(this)) return;
    this.#endShared(canceled());
    this.#fail(this.#host.failed(error, false));
  }

  #leavesLeader(): boolean {
    return this.#key !== undefined && (this.#consolidator?.leave(this.#key, this) ?? false);
  }

  /** Those who follow hear how it ended. */
  #endShared(error: VtError | undefined): void {
    const shared = this.#shared;
    this.#shared = undefined;
    if (shared) this.#consolidator?.end(shared, error);
  }

  done(execution: Execution, outcome: Outcome): void {
    this.#execution = execution;
    if (outcome.error) return this.#ended(outcome, outcome.error);
    if (this.#held) this.#state = this.#host.heldDone(this.#held, this, outcome);
    else this.#giveBack(outcome.wasKilled);
    this.#wasKilled = outcome.wasKilled;
  }

  finished(): void {
    // What a kill made of it (SLEEP's 1) is the killed one's alone.
    this.#endShared(this.#wasKilled ? canceled() : undefined);
    this.#host.leave();
    this.answer.finish(this.#state);
  }

  #ended(outcome: Outcome | undefined, error: VtError): void {
    if (this.#begin === 'sent') {
      this.#early = { outcome, error };
      return;
    }
    if (this.#held && this.#beginError)
      return this.#host.heldFailed(this, this.#held, this.#execution, undefined, this.#beginError);
    if (this.#held) return this.#host.heldFailed(this, this.#held, this.#execution, outcome, error);
    this.#giveBack(outcome?.wasKilled ?? false);
    const isAgain =
      !this.isRetried && outcome && mayRunAgain(this.statement, error, this.#execution?.hasOutput ?? true);
    this.#endShared(isAgain ? canceled() : error);
    if (isAgain) return this.#host.again(this);
    this.#fail(this.#host.freeFailed(this, outcome && this.#execution, error));
  }

  /** A late kill may hit the next statement: such a connection is not used again. */
  #giveBack(wasKilled: boolean): void {
    if (wasKilled) this.#lease?.discard();
    else this.#lease?.release();
    this.#lease = undefined;
  }

  #fail(error: unknown): void {
    if (this.#begin === 'wanted') this.leaveLimiter?.();
    this.#host.leave();
    this.answer.fail(error);
  }
}
