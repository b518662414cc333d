import type { VtError } from '@vt/base';
import type { ClientConnection, CommandSink } from '@vt/mysql';
import { TabletCallError, tabletRequest } from '@vt/proto';
import { emptyOk, type ResultSink } from '@vt/sqltypes';
import type { ApiTimer, ExecutorDeps } from '../executor/deps.ts';
import { forgetWarnings, rememberAnswer, rememberFailure } from '../executor/session-answers/remember.ts';
import { callerOf } from '../gateway/discovery-gateway.ts';
import { clientError } from '../gateway/tablet-error.ts';
import { setStatus, withChanges } from '../mysql/command-answer.ts';
import type { Session, ShardSession } from '../session/session.ts';

/** Whether the transaction's end is one word to one shard at most, and nothing follows it. */
export function endsShortly({ shardSessions, shownVariables }: Session): boolean {
  if (shownVariables.has('completion_type')) return false;
  return shardSessions.length === 0 || (shardSessions.length === 1 && shardSessions[0]?.state.reservedId === 0n);
}

/** COMMIT or ROLLBACK of a transaction that was on one shard, or on none: what Transactions does, without promises. */
export class FastEnd implements ResultSink {
  onDrain = undefined;
  readonly #how: 'commit' | 'rollback';
  readonly #conn: ClientConnection;
  readonly #session: Session;
  readonly #deps: ExecutorDeps;
  readonly #sink: CommandSink;
  readonly #record: ApiTimer | undefined;
  readonly #startedAt = performance.now();
  #shard: ShardSession | undefined;

  /** @param record of the time it took. */
  constructor(
    how: 'commit' | 'rollback',
    conn: ClientConnection,
    session: Session,
    deps: ExecutorDeps,
    sink: CommandSink,
    record: ApiTimer | undefined,
  ) {
    this.#how = how;
    this.#conn = conn;
    this.#session = session;
    this.#deps = deps;
    this.#sink = sink;
    this.#record = record;
  }

  run(): void {
    const session = this.#session;
    forgetWarnings(session);
    const [shard] = session.shardSessions;
    if (!session.inTransaction || !shard || shard.state.transactionId === 0n) return this.#ended();
    this.#shard = shard;
    const { transactionId, alias } = shard.state;
    const request = tabletRequest({
      method: this.#how,
      target: shard.target,
      caller: callerOf(session.caller),
      transactionId,
    });
    this.#sink.onCancel = (reason) => running?.cancel(cancelled(reason));
    const running = this.#deps.gateway.start?.(request, alias, this, this);
  }

  columns(): void {}

  rows(): boolean {
    return true;
  }

  end(): void {}

  error(): void {}

  resolve(): void {
    if (this.#how === 'commit') this.#deps.transactions.committed('Single', performance.now() - this.#startedAt);
    this.#ended();
  }

  /** A rollback that cannot be told happens by itself. */
  reject(error: TabletCallError): void {
    if (this.#how === 'rollback') return this.#ended();
    const shown = clientError(error, (this.#shard as ShardSession).target.keyspace);
    this.#settle();
    rememberFailure(this.#session, shown);
    const { keyspace, tabletType } = this.#session.target;
    const tookMs = performance.now() - this.#startedAt;
    const call = { operation: 'Execute', keyspace, dbType: tabletType.toLowerCase() };
    this.#deps.stats.apiCall(call, tookMs, shown.code);
    this.#log(tookMs, shown.message);
    this.#sink.error(shown);
  }

  #ended(): void {
    this.#settle();
    rememberAnswer(this.#session, emptyOk, false, 0);
    const tookMs = performance.now() - this.#startedAt;
    this.#record?.(tookMs, 0, 0);
    this.#log(tookMs, '');
    this.#sink.end(withChanges(emptyOk, this.#conn, this.#session), false);
  }

  #settle(): void {
    this.#sink.onCancel = undefined;
    this.#deps.transactions.settle(this.#session);
    setStatus(this.#conn, this.#session);
  }

  #log(tookMs: number, error: string): void {
    const { queryLog } = this.#deps;
    if (!queryLog?.wanted) return;
    const { caller, target, uuid } = this.#session;
    const isCommit = this.#how === 'commit';
    queryLog.add({
      method: 'Execute',
      remoteAddr: caller.remote,
      user: caller.user,
      startMs: Date.now() - tookMs,
      totalMs: tookMs,
      planMs: 0,
      executeMs: isCommit ? 0 : tookMs,
      commitMs: isCommit ? tookMs : 0,
      statement: this.#how.toUpperCase(),
      sql: this.#how,
      shardQueries: 0,
      rowsAffected: 0n,
      rowsReturned: 0,
      error,
      tabletType: target.tabletType,
      sessionUuid: uuid,
      isCachedPlan: false,
      tablesUsed: [],
      keyspace: target.keyspace,
    });
  }
}

function cancelled({ code, errno, state, message }: VtError): TabletCallError {
  return new TabletCallError({ code, errno, state, message, mayHaveRun: true });
}
