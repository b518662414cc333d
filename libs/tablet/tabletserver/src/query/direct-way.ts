import { toVtError, type VtError } from '@vt/base';
import { type MysqlConnection, type PooledConnection, surelyNotRun } from '@vt/mysql';
import { type CallAnswer, type CallState, noState, type TabletCallError, type TabletRequest } from '@vt/proto/hot';
import type { Diagnostic } from '@vt/sqltypes';
import { KeyReads } from '../pipeline/key-reads.ts';
import { ReadPipelines } from '../pipeline/read-pipelines.ts';
import { type RequestOptions, readOptions, userOf } from '../request.ts';
import { type Statement, valuesText } from '../statement/statement.ts';
import type { StatefulConnection } from '../transaction/stateful-connection.ts';
import { readDiagnostics } from './diagnostics.ts';
import { type DirectHost, DirectRun } from './direct-run.ts';
import type { Execution } from './execution.ts';
import { ExecutionFailure } from './execution-failure.ts';
import { isTransactionByItself, readPlans } from './may-run-again.ts';
import type { QueryServerParts } from './parts.ts';
import { poolFor, writersPool } from './pool-for.ts';
import { RequestKey } from './read-key.ts';
import type { StatementRunner } from './statement-runner.ts';

/** Plans of statements that need nothing but a connection. */
const directPlans: ReadonlySet<string> = new Set([
  'Delete',
  'Insert',
  'InsertMessage',
  'OtherRead',
  'Select',
  'Show',
  'Update',
]);
/** The same of those that only a transaction has. */
const savepointPlans: ReadonlySet<string> = new Set(['Release', 'Savepoint', 'SRollback']);

/** What the direct way shares with the other one. */
export type DirectWayHost = {
  /** As the caller is to see it. */
  failed(error: VtError, mayHaveRun: boolean): TabletCallError;
  heldFailure(conn: StatefulConnection, failure: ExecutionFailure): Promise<TabletCallError>;
  stateOf(conn: StatefulConnection): CallState;
};

/** The way without a promise: of statements that need nothing but a connection, of their transactions' begin, commit and rollback. */
export class DirectWay {
  readonly #parts: QueryServerParts;
  readonly #runner: StatementRunner;
  readonly #host: DirectWayHost;
  readonly #keyReads: KeyReads;
  readonly #pipelines: ReadPipelines;

  constructor(parts: QueryServerParts, runner: StatementRunner, host: DirectWayHost) {
    this.#parts = parts;
    this.#runner = runner;
    this.#host = host;
    this.#keyReads = new KeyReads(parts.tables, parts.state.identity.dbName);
    const { config, killer, stats } = parts;
    this.#pipelines = new ReadPipelines({
      depthMax: config.readPipelineDepth,
      from: config.readPipelineFrom,
      observe: (reads) => stats.pipelinedReads.add(reads),
      abandon: (connection) => void killer.killConnection(connection),
    });
  }

  /** Whether it took the request; its answer comes then. */
  start(request: TabletRequest, answer: CallAnswer): boolean {
    if (request.reserve || request.reservedId !== 0n) return false;
    switch (request.method) {
      case 'execute':
        return this.#execute(request, answer);
      case 'commit':
      case 'rollback':
        return this.#conclude(request, request.method, answer);
      default:
        return false;
    }
  }

  #execute(request: TabletRequest, answer: CallAnswer): boolean {
    const isHeld = request.transactionId !== 0n;
    if (request.begin && (isHeld || request.postBegin.length > 0)) return false;
    const options = readOptions(request.options);
    const { statements, state, protect } = this.#parts;
    let hasEntered = false;
    try {
      const statement = statements.get(request.sql, !options.skipStatementCache);
      const isDirect = directPlans.has(statement.plan) || (isHeld && savepointPlans.has(statement.plan));
      if (!isDirect || statement.needsReserved) return false;
      if (!isHeld && protect.hotRows.enabled && !readPlans.has(statement.plan)) return false;
      state.enter(request.target, isHeld);
      hasEntered = true;
      protect.check(request, statement, answer.peer);
      const run = new DirectRun(this.#runs, request, options, statement, answer);
      if (request.begin) this.#begin(run);
      else if (isHeld) this.#startHeld(run);
      else this.#startFreely(run);
    } catch (error) {
      if (hasEntered) state.leave();
      answer.fail(this.#host.failed(toVtError(error), false));
    }
    return true;
  }

  #begin(run: DirectRun): void {
    const { protect, pools } = this.#parts;
    protect.admitTransaction(run.options);
    const leave = protect.transactionLimiter.enter(run.request.caller);
    run.startBeginning(writersPool(pools, run.options), leave);
  }

  #startHeld(run: DirectRun): void {
    const conn = this.#parts.transactions.take(run.request.transactionId, 'for query');
    conn.queries++;
    run.startHeld(conn);
  }

  #startFreely(run: DirectRun): void {
    const { request, options, statement } = run;
    const { protect, state } = this.#parts;
    if (protect.transactionGate && isTransactionByItself(statement)) protect.admitTransaction(options);
    const pool = this.#poolFor(request, options, statement);
    const isShared =
      statement.plan === 'Select' && !statement.isFickle && protect.consolidates(state.isPrimary, options.consolidator);
    if (isShared && run.joins(pool, protect.consolidator, new RequestKey(request, statement))) return;
    protect.loadShedder.admit(pool, options.priority, request.timeoutMs);
    if (isShared) run.lead();
    if (this.#pipelines.hasWorkFor(pool) && this.#mayPipeline(run)) run.startPipelined(pool, this.#pipelines);
    else run.startFree(pool);
  }

  #mayPipeline({ request, statement }: DirectRun): boolean {
    const { values, stream } = request;
    if (statement.plan !== 'Select' || !values || stream) return false;
    return this.#keyReads.includes(statement, values);
  }

  /** Such a statement has a connection of its own from now on. */
  async #diagnosticsAgain({ request, options, statement, user, settings }: DirectRun): Promise<Diagnostic[]> {
    this.#keyReads.exclude(statement);
    const lease = await this.#poolFor(request, options, statement).acquire({
      caller: user,
      ...(settings && { settings }),
    });
    try {
      const { connection } = lease;
      await connection.execute(valuesText(statement, request.values ?? [], connection));
      return await readDiagnostics(connection);
    } finally {
      lease.release();
    }
  }

  #poolFor(request: TabletRequest, options: RequestOptions, statement: Statement) {
    return poolFor(this.#parts.pools, request, options, statement);
  }

  /** A transaction that is known, idle and nobody's reserved connection. */
  #conclude(request: TabletRequest, how: 'commit' | 'rollback', answer: CallAnswer): boolean {
    const { transactions, state, protect } = this.#parts;
    const conn = transactions.find(request.transactionId);
    if (!conn || conn.isReserved || conn.busyWith !== undefined) return false;
    try {
      state.enter(request.target, true);
    } catch (error) {
      answer.fail(this.#host.failed(toVtError(error), false));
      return true;
    }
    conn.busyWith = `for ${how}`;
    transactions.startEnd(conn, how, (error) => {
      state.leave();
      if (error) return answer.fail(this.#host.failed(error, !surelyNotRun(error)));
      protect.consolidator.wrote();
      answer.finish(noState);
    });
    return true;
  }

  readonly #runs: DirectHost = {
    execute: (run, connection) => this.#run(run, connection),
    leave: () => this.#parts.state.leave(),
    diagnosticsAgain: (run) => this.#diagnosticsAgain(run).catch(() => []),
    again: (run) => {
      const { request, options, statement, answer } = run;
      new DirectRun(this.#runs, request, options, statement, answer, true).startFree(
        this.#poolFor(request, options, statement),
      );
    },
    failed: (error, mayHaveRun) => this.#host.failed(error, mayHaveRun),
    freeFailed: (_run, execution, error) => this.#host.failed(error, execution !== undefined && !surelyNotRun(error)),
    heldFailed: (run, conn, execution, outcome, error) => {
      void this.#host.heldFailure(conn, new ExecutionFailure(error, outcome, execution)).then((failed) => {
        this.#parts.state.leave();
        run.answer.fail(failed);
      });
    },
    heldDone: (conn, run, outcome) => {
      if (conn.isInTransaction) this.#runner.remember(conn, run.request, run.statement, outcome.insertId);
      this.#parts.transactions.unlock(conn);
      return this.#host.stateOf(conn);
    },
    heldBack: ({ request, statement }) => {
      const { holds } = this.#parts;
      return holds.isActive ? holds.waitOf(request, () => statement) : undefined;
    },
    begin: (run, lease) => this.#beginOn(run, lease),
  };

  #beginOn(run: DirectRun, lease: PooledConnection): StatefulConnection {
    const { transactions, state } = this.#parts;
    const { options, request } = run;
    const conn = transactions.adopt(lease, { options, user: userOf(request.caller), settings: request.settings });
    conn.leaveLimiter = run.leaveLimiter;
    conn.busyWith = 'for query';
    conn.queries++;
    transactions.startBegin(conn, options, state.isPrimary, (error) => run.begun(error));
    return conn;
  }

  #run(run: DirectRun, connection: MysqlConnection): Execution {
    const { request, options, statement, held } = run;
    const leftMs = held ? held.deadlineMs - performance.now() : Number.POSITIVE_INFINITY;
    const limits = this.#runner.limits(request, options, statement, leftMs);
    return this.#runner.start(request, statement, run.sink, limits, run, connection);
  }
}
