import { SlotSet, toVtError } from '@vt/base';
import { type MysqlConnection, QUERY_ROOM_BYTES } from '@vt/mysql';
import { type CallContext, type TabletRequest, takesAnswer } from '@vt/proto/hot';
import type { BindVariables, LiteralMode, ResultSink } from '@vt/sqltypes';
import { cancelledBy, leftOpen, steppedAside, transactionError } from '../errors.ts';
import { type RequestOptions, userOf } from '../request.ts';
import { withSchemaName } from '../statement/schema-name.ts';
import { checkCount, type Statement, statementText, valuesText } from '../statement/statement.ts';
import type { StatefulConnection } from '../transaction/stateful-connection.ts';
import { noteSetting } from '../twopc/redo-settings.ts';
import { remember } from '../twopc/redo-statements.ts';
import { isOfTemporary, noteTemporary } from '../twopc/temporary-names.ts';
import { Execution, type ExecutionLimits, type ExecutionOwner, type ExpectedEnd, type Outcome } from './execution.ts';
import { ExecutionFailure } from './execution-failure.ts';
import { readPlans } from './may-run-again.ts';
import type { QueryServerParts } from './parts.ts';

/** How often the time of running statements is looked at. */
const TIME_STEP_MS = 25;

/** Starts statements on connections, counts them, and ends those whose time is over. */
export class StatementRunner {
  readonly running = new SlotSet<Execution>();
  readonly #parts: Pick<QueryServerParts, 'config' | 'killer' | 'protect' | 'queryLog' | 'state' | 'stats'>;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: QueryServerParts) {
    this.#parts = parts;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #startOn(execution: Execution, connection: MysqlConnection, request: TabletRequest, statement: Statement): void {
    // Before it runs: on a connection that is closed it is over at once.
    this.running.add(execution);
    try {
      this.#runOn(execution, connection, request, statement);
    } catch (error) {
      this.running.delete(execution);
      throw error;
    }
    this.#timer ??= setInterval(() => this.#checkTimes(), TIME_STEP_MS);
  }

  #runOn(execution: Execution, connection: MysqlConnection, request: TabletRequest, statement: Statement): void {
    const { values } = request;
    if (values && request.rowFormat === 'binary' && statement.plan !== 'SelectLockFunc') {
      checkCount(statement, values);
      execution.runPrepared(connection, statement.preparedSql, values);
    } else if (values) {
      execution.runWithRoom(connection, valuesText(statement, values, connection, QUERY_ROOM_BYTES));
    } else {
      const text = statementText(statement, this.#binds(request.binds), connection);
      if (request.rowFormat === 'binary' && statement.plan === 'Select') execution.runBinary(connection, text);
      else execution.run(connection, text);
    }
  }

  /** What a transaction changed is remembered, as a text that is written only when it must be. */
  remember(conn: StatefulConnection, request: TabletRequest, statement: Statement, insertId: bigint): void {
    const { noBackslashEscapes } = conn.connection;
    const render = () => this.#text(request, statement, { noBackslashEscapes });
    if (conn.temporaryTables && isOfTemporary(conn, conn.temporaryTables, statement)) return;
    remember(conn, statement.plan, render, sizeOf(request), insertId);
  }

  /** @throws VtError for values that cannot be written, and for tables that are refused by now. */
  start(
    request: TabletRequest,
    statement: Statement,
    sink: ResultSink,
    limits: ExecutionLimits,
    owner: ExecutionOwner,
    connection: MysqlConnection,
    held?: StatefulConnection,
  ): Execution {
    this.#parts.protect.rules.checkDenied(request, statement);
    const execution = new Execution({
      statement,
      user: userOf(request.caller),
      sink,
      limits,
      expectedEnd: expectedEnd(statement, held),
      killer: this.#parts.killer,
      wantsDiagnostics: request.wantsDiagnostics,
      owner,
      onDone: this.#onDone,
    });
    this.#startOn(execution, connection, request, statement);
    return execution;
  }

  /** Counts an execution that is over. */
  readonly #onDone = (execution: Execution, outcome: Outcome): void => {
    this.running.delete(execution);
    // It is run again, and counts then.
    if (outcome.error === steppedAside) return;
    const { stats, protect, queryLog } = this.#parts;
    const { plan } = execution.statement;
    stats.planQueries(plan).record(outcome.elapsedMs);
    stats.mysqlExec.record(outcome.elapsedMs);
    stats.results.add(outcome.rows);
    stats.statements.record(execution, outcome);
    queryLog.done(execution, outcome);
    protect.loadShedder.served(outcome.elapsedMs);
    if (!readPlans.has(plan)) protect.consolidator.wrote();
  };

  #checkTimes(): void {
    const now = performance.now();
    for (const execution of this.running) execution.checkTime(now);
    if (this.running.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  limits(request: TabletRequest, options: RequestOptions, statement: Statement, leftMs: number): ExecutionLimits {
    const { config } = this.#parts;
    const isBounded = options.workload === 'OLTP' && !request.stream;
    const isQuery = statement.plan !== 'DDL' && statement.plan !== 'OtherAdmin';
    const own = options.authoritativeTimeoutMs ?? (isBounded && isQuery ? config.queryTimeoutMs : 0);
    const never = Number.POSITIVE_INFINITY;
    const timeoutMs = Math.min(own || never, request.timeoutMs ?? never, leftMs);
    return {
      rowsMax: isBounded ? config.resultRowsMax : 0,
      timeoutMs: Number.isFinite(timeoutMs) ? Math.max(1, timeoutMs) : 0,
    };
  }

  /** Resolves with the outcome of a success, rejects with an ExecutionFailure. */
  run(
    request: TabletRequest,
    statement: Statement,
    sink: ResultSink,
    context: CallContext,
    connection: MysqlConnection,
    limits: ExecutionLimits,
    held?: StatefulConnection,
  ): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const owner: ExecutionOwner = {
        done: (execution, outcome) => {
          if (outcome.error) reject(new ExecutionFailure(outcome.error, outcome, execution));
          else {
            if (held?.isInTransaction) this.remember(held, request, statement, outcome.insertId);
            if (held && statement.plan === 'DDL') noteTemporary(held, statement);
            if (held && statement.plan === 'Set') noteSetting(held, this.#text(request, statement, connection));
            if (held && statement.plan === 'LockTables') held.locksTables = true;
            if (held && statement.plan === 'UnlockTables') held.locksTables = false;
            resolve(outcome);
          }
        },
      };
      try {
        const execution = this.start(request, statement, sink, limits, owner, connection, held);
        context.onCancel(() => {
          const { reason } = context.signal;
          if (takesAnswer(reason)) execution.interrupt();
          else execution.cancel(cancelledBy(reason));
        });
      } catch (error) {
        reject(new ExecutionFailure(toVtError(error), undefined, undefined));
      }
    });
  }

  #text({ values, binds }: TabletRequest, statement: Statement, mode: LiteralMode): string | Buffer {
    return values ? valuesText(statement, values, mode) : statementText(statement, this.#binds(binds), mode);
  }

  #binds(binds: BindVariables): BindVariables {
    return withSchemaName(binds, this.#parts.state.identity.dbName);
  }
}

/** A procedure may begin and end transactions: its caller's, or one that nobody would know of. */
function expectedEnd({ plan }: Statement, held: StatefulConnection | undefined): ExpectedEnd | undefined {
  if (plan !== 'CallProc' || held?.isWithoutAutocommit) return undefined;
  if (!held?.isInTransaction) return { inTransaction: false, otherwise: leftOpen };
  return { inTransaction: true, otherwise: () => transactionError(held.id, 'a procedure ended it') };
}

/** About as many bytes as the statement's text has. */
function sizeOf({ sql, values, binds }: TabletRequest): number {
  let bytes = sql.length;
  for (const { value } of values ?? Object.values(binds)) bytes += value.length;
  return bytes;
}
