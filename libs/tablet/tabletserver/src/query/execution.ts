import type { Slotted, VtError } from '@vt/base';
import { isConnectionError, type MysqlConnection, Status } from '@vt/mysql';
import type { BindValue, Diagnostic, OkInfo, ResultSink, RowFormat } from '@vt/sqltypes';
import { canceled, queryTimedOut, rowCountExceeded, steppedAside } from '../errors.ts';
import type { Statement } from '../statement/statement.ts';
import { readDiagnostics } from './diagnostics.ts';
import type { Killer } from './killer.ts';
import { readPlans } from './may-run-again.ts';
import { countRows } from './row-counter.ts';

/** What a statement may take. 0: no limit. */
export type ExecutionLimits = { readonly rowsMax: number; readonly timeoutMs: number };

/** How an execution ended, told before the sink hears of it so that its connection can go to the next. */
export type Outcome = {
  readonly error: VtError | undefined;
  /** A kill was sent: the connection must be settled before it serves another statement. */
  readonly wasKilled: boolean;
  readonly rows: number;
  readonly affectedRows: bigint;
  readonly insertId: bigint;
  readonly elapsedMs: number;
};

/** Who started an execution. */
export interface ExecutionOwner {
  /** Called once; for a success just before the sink gets the end. The sink never gets an error: it is in the outcome. */
  done(execution: Execution, outcome: Outcome): void;
  /** After a success, when the sink has got the end. */
  finished?(): void;
  /** Other statements may be in flight on its connection: it may be run a second time. */
  readonly isPipelined?: boolean;
  /** The warnings of a pipelined statement, whose connection has gone on to the next. */
  diagnosticsAgain?(): Promise<Diagnostic[]>;
}

/** How long a pipelined statement stands behind others that are not answered. */
const PIPELINE_PATIENCE_MS = 25;

/** How a statement that could do otherwise must leave its connection, and the error where it does not. */
export type ExpectedEnd = { readonly inTransaction: boolean; readonly otherwise: () => VtError };

export type ExecutionParts = {
  readonly statement: Statement;
  readonly user: string;
  readonly sink: ResultSink;
  readonly limits: ExecutionLimits;
  readonly expectedEnd?: ExpectedEnd | undefined;
  readonly killer: Killer;
  /** The asker wants to read the warnings, not only to know how many there are. */
  readonly wantsDiagnostics: boolean;
  readonly owner: ExecutionOwner;
  /** Called before the owner is told. */
  readonly onDone: (execution: Execution, outcome: Outcome) => void;
};

/**
 * One statement on its way: passes its result on, counts rows, and ends it on mysqld when it takes too long, gets too big or nobody wants
 * it any more.
 */
export class Execution implements ResultSink, Slotted {
  slot = -1;
  readonly statement: Statement;
  readonly user: string;
  readonly startedMs = performance.now();
  readonly #parts: ExecutionParts;
  readonly #lateAtMs: number;
  #connection: MysqlConnection | undefined;
  #rows = 0;
  /** Why it will fail, decided on our side. */
  #failure: VtError | undefined;
  #kill: Promise<void> | undefined;
  #hasOutput = false;
  #isInterrupted = false;
  /** Something of its answer was kept from the sink. */
  #isCut = false;
  /** The sink is behind. */
  #isLagging = false;
  #isDone = false;

  constructor(parts: ExecutionParts) {
    this.#parts = parts;
    this.statement = parts.statement;
    this.user = parts.user;
    const { timeoutMs } = parts.limits;
    this.#lateAtMs = timeoutMs > 0 ? this.startedMs + timeoutMs : Number.POSITIVE_INFINITY;
  }

  /** Ends it when its time is over; the query server asks regularly, so that no statement needs a timer of its own. */
  checkTime(nowMs: number): void {
    if (nowMs >= this.#lateAtMs) this.cancel(queryTimedOut());
    else if (this.#standsBehind && nowMs - this.startedMs >= PIPELINE_PATIENCE_MS) this.#finish(steppedAside);
  }

  /** In flight with others on its connection: a kill could hit one of them. */
  get #isAmongOthers(): boolean {
    return this.#parts.owner.isPipelined === true && (this.#connection?.inFlight ?? 0) > 1;
  }

  get #standsBehind(): boolean {
    return this.#isAmongOthers && !this.#hasOutput && !this.#connection?.isNext(this);
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** By the calendar, for who looks: nearly nobody does. */
  get startedAt(): number {
    return Math.round(Date.now() - (performance.now() - this.startedMs));
  }

  /** mysqld's id of the connection it runs on; 0 while it waits for one. */
  get threadId(): number {
    return this.#connection?.threadId ?? 0;
  }

  /** Starts it. Before this it waits for a connection. */
  run(connection: MysqlConnection, text: string | Uint8Array): void {
    this.#connection = connection;
    connection.query(text, this);
  }

  /** The same with a text of bytes behind QUERY_ROOM_BYTES of room. */
  runWithRoom(connection: MysqlConnection, text: Buffer): void {
    this.#connection = connection;
    connection.queryWithRoom(text, this);
  }

  /** Starts it as a statement that the connection keeps prepared; its rows come in binary form. */
  runPrepared(connection: MysqlConnection, sql: string, params: readonly BindValue[]): void {
    this.#connection = connection;
    connection.queryPrepared(sql, params, this, () => !this.#isDone);
  }

  /** Starts a text as a prepared statement that nobody keeps; its rows come in binary form. */
  runBinary(connection: MysqlConnection, text: string | Uint8Array): void {
    this.#connection = connection;
    connection.queryBinary(text, this);
  }

  /** Ends it early; the sink gets `reason`. Without effect once it is done. */
  cancel(reason: VtError = canceled()): void {
    if (this.#isDone) return;
    this.#failure ??= reason;
    if (!this.#connection) return this.#finish(this.#failure);
    const isAmongOthers = this.#isAmongOthers;
    if (!isAmongOthers) this.#killOnce();
    // A sink that is full waits for nobody now: what still comes is dropped.
    this.onDrain?.();
    if (isAmongOthers) this.#finish(this.#failure);
  }

  /**
   * Ends it on mysqld for a caller who still listens: what mysqld then answers is passed on, since that may be a row (SLEEP's 1) or that a
   * write was done after all. A result that the caller does not take is ended as by `cancel`.
   */
  interrupt(): void {
    if (this.#isDone) return;
    if (!this.#connection || this.#isLagging || this.#isAmongOthers) return this.cancel();
    this.#isInterrupted = true;
    this.#killOnce();
  }

  #killOnce(): void {
    if (this.#connection) this.#kill ??= this.#parts.killer.killQuery(this.#connection, () => !this.#isDone);
  }

  /** Something of the result was passed on already. */
  get hasOutput(): boolean {
    return this.#hasOutput;
  }

  /** When a kill that was sent has been answered (or has failed). */
  async killSettled(): Promise<void> {
    await this.#kill;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#isCut ||= this.#failure !== undefined;
    if (this.#failure || this.#isDone) return;
    this.#hasOutput = true;
    this.#parts.sink.columns(definitions, format);
  }

  rows(packets: Buffer): boolean {
    if (this.#isDone) return true;
    if (this.#failure) {
      this.#isCut = true;
      this.#killOnce();
      return true;
    }
    const { rowsMax } = this.#parts.limits;
    this.#rows += countRows(packets);
    if (rowsMax > 0 && this.#rows > rowsMax) {
      // mysqld ends such a result itself one row later, except where the statement has its own LIMIT: see the next call.
      this.#failure = rowCountExceeded(this.user, rowsMax);
      return true;
    }
    this.#isLagging = !this.#parts.sink.rows(packets);
    if (!this.#isLagging || !this.#isInterrupted) return !this.#isLagging;
    this.#failure = canceled();
    return true;
  }

  end(ok: OkInfo, more: boolean): void {
    if (this.#isDone) return;
    if (more) {
      if (!this.#failure) {
        this.#hasOutput = true;
        this.#parts.sink.end(ok, true);
      } else this.#isCut = true;
      return;
    }
    if (this.#failure && !this.#isDoneAllTheSame) return this.#finish(this.#failure);
    const { expectedEnd } = this.#parts;
    if (expectedEnd && expectedEnd.inTransaction !== isInTransaction(ok)) return void this.#endOtherwise(expectedEnd);
    if (this.#kill) return void this.#endKilled(ok);
    if (ok.warnings > 0 && this.#parts.wantsDiagnostics) return void this.#endWithDiagnostics(ok);
    this.#succeed(ok);
  }

  /**
   * INVARIANT: what it began is over before anybody is told; where what its session has begun is over, so is the connection.
   * @param error what it failed with by itself
   */
  async #endOtherwise({ inTransaction, otherwise }: ExpectedEnd, error?: VtError): Promise<void> {
    const connection = this.#connection as MysqlConnection;
    if (!inTransaction) await connection.execute('rollback').catch(() => {});
    else connection.destroy();
    this.#finish(inTransaction ? otherwise() : (error ?? otherwise()));
  }

  /** An error does not say how it left its connection. */
  async #failAt(expectedEnd: ExpectedEnd, error: VtError): Promise<void> {
    const ok = await this.#connection?.execute('do 0').catch(() => undefined);
    if (ok && isInTransaction(ok) !== expectedEnd.inTransaction) return this.#endOtherwise(expectedEnd, error);
    this.#finish(error);
  }

  /** A write that had ended before it heard of the kill. INVARIANT: nobody is told that it failed: who tries again would do it twice. */
  get #isDoneAllTheSame(): boolean {
    return this.#kill !== undefined && !this.#isCut && !readPlans.has(this.statement.plan);
  }

  #succeed(ok: OkInfo): void {
    this.#complete(undefined, ok);
    this.#parts.sink.end(ok, false);
    this.#parts.owner.finished?.();
  }

  /** Only this connection knows them, and only until its next statement. */
  async #endWithDiagnostics(ok: OkInfo): Promise<void> {
    const diagnostics = await this.#diagnostics();
    if (!this.#isDone) this.#succeed({ ...ok, diagnostics });
  }

  #diagnostics(): Promise<Diagnostic[]> | readonly Diagnostic[] {
    const connection = this.#connection;
    const { owner } = this.#parts;
    if (!connection) return [];
    if (!owner.isPipelined || connection.isIdle) return readDiagnostics(connection);
    // What runs there now is another's: a kill of this one must not reach it.
    this.#connection = undefined;
    return owner.diagnosticsAgain?.() ?? [];
  }

  /** It ended well all the same. INVARIANT: a kill that came too late for it must not end the connection's next statement. */
  async #endKilled(ok: OkInfo): Promise<void> {
    const connection = this.#connection as MysqlConnection;
    const wanted = ok.warnings > 0 && this.#parts.wantsDiagnostics;
    const diagnostics = wanted ? await readDiagnostics(connection) : undefined;
    await this.#kill;
    await connection.execute('do 0').catch(() => {});
    if (!this.#isDone) this.#succeed(diagnostics ? { ...ok, diagnostics } : ok);
  }

  error(error: VtError): void {
    if (this.#isInterrupted && isConnectionError(error)) this.#failure ??= canceled();
    const { expectedEnd } = this.#parts;
    if (expectedEnd && !isConnectionError(error)) void this.#failAt(expectedEnd, this.#failure ?? error);
    else this.#finish(this.#failure ?? error);
  }

  /** Fails it on this side, without a word from mysqld. */
  fail(error: VtError): void {
    if (!this.#isDone) this.#finish(this.#failure ?? error);
  }

  #finish(error: VtError): void {
    if (this.#isDone) return;
    this.#complete(error, undefined);
  }

  #complete(error: VtError | undefined, ok: OkInfo | undefined): void {
    this.#isDone = true;
    const elapsedMs = performance.now() - this.startedMs;
    const outcome = {
      error,
      wasKilled: this.#kill !== undefined,
      rows: this.#rows,
      affectedRows: ok?.affectedRows ?? 0n,
      insertId: ok?.insertId ?? 0n,
      elapsedMs,
    };
    this.#parts.onDone(this, outcome);
    this.#parts.owner.done(this, outcome);
  }

  get onDrain(): (() => void) | undefined {
    return this.#parts.sink.onDrain;
  }

  set onDrain(resume: (() => void) | undefined) {
    this.#parts.sink.onDrain = resume;
  }
}

function isInTransaction({ statusFlags }: Pick<OkInfo, 'statusFlags'>): boolean {
  return (statusFlags & Status.IN_TRANS) !== 0;
}
