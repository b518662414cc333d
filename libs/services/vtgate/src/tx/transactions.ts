import { toVtError, VtError } from '@vt/base';
import { collectResult } from '@vt/sqltypes';
import { databaseOf } from '../gateway/database-name.ts';
import { clientError } from '../gateway/tablet-error.ts';
import type { BeginOptions, TabletGateway } from '../gateway/tablet-gateway.ts';
import { isReadOnly } from '../session/read-only.ts';
import { defaultBegin, type Session, type ShardSession } from '../session/session.ts';
import type { AtomicCommit } from './atomic-commit.ts';
import { refusalOf } from './lost-transaction.ts';
import { plainCall } from './plain-call.ts';

const NON_ATOMIC_COMMIT = 301;
/** For undoing, which goes on when the client has its statement ended. */
const CLEAN_UP_MS = 10_000;

export type TransactionsOptions = {
  /** For transactions that wrote on several shards, in mode TWOPC, and such as no order of commits would do for. */
  readonly atomic?: AtomicCommit;
  readonly onCommit?: (mode: 'Single' | 'Multi' | 'TwoPC', ms: number) => void;
};

/** Begin, commit and rollback over the shards of a session. Shards begin when their first statement comes (see ShardCalls). */
export class Transactions {
  readonly #gateway: TabletGateway;

  readonly #options: TransactionsOptions;

  constructor(gateway: TabletGateway, options: TransactionsOptions = {}) {
    this.#gateway = gateway;
    this.#options = options;
  }

  /** BEGIN: a transaction that is open is committed first, as MySQL does. */
  async beginExplicitly(session: Session, signal: AbortSignal, options: BeginOptions): Promise<void> {
    if (session.inTransaction) await this.commit(session, signal);
    session.savepoints = [];
    await this.begin(session, signal, options);
    session.tracker.began(options.consistentSnapshot);
  }

  /** A transaction that is open is committed first. @param given otherwise it is what SET TRANSACTION said of it. */
  async begin(session: Session, signal: AbortSignal, given?: BeginOptions): Promise<void> {
    if (session.inTransaction) await this.commit(session, signal);
    const { transactionTimeoutMs: timeoutMs } = session;
    const options = given ?? session.begin;
    session.begin = timeoutMs > 0 ? { ...options, timeoutMs } : options;
    session.inTransaction = true;
  }

  /**
   * TWOPC: all shards or none. Otherwise one after the other (see `CommitTurns`), and a failure after the first shard has committed leaves the rest rolled back
   * and a warning. Where no order keeps rows from being without their entries in lookups, all or none as well, if the tablets can.
   */
  async commit(session: Session, signal: AbortSignal): Promise<void> {
    const start = performance.now();
    const open = session.shardSessions.filter(({ state }) => state.transactionId !== 0n);
    // What it tried to write, it was refused.
    const writers = isReadOnly(session) ? [] : open.filter(({ wrote }) => wrote);
    const isAtomic = writers.length > 1 && (await this.#mustBeAtomic(session, writers, signal));
    try {
      if (isAtomic) await this.#commitAtomically(session, writers, signal);
      else if (session.transactionMode === 'TWOPC') await this.#commitOneWriter(session, open, writers[0], signal);
      else
        for (const [i, shard] of session.commitTurns.inOrder(open).entries())
          await this.#commitShard(session, shard, i, signal);
    } catch (error) {
      await this.rollback(session, AbortSignal.timeout(CLEAN_UP_MS));
      throw error;
    }
    await this.#finish(session, signal);
    if (session.readAfterWrite.watchesWrites) await this.#noteWrites(session, writers, signal);
    if (open.length > 0)
      this.committed(isAtomic ? 'TwoPC' : open.length > 1 ? 'Multi' : 'Single', performance.now() - start);
  }

  async #mustBeAtomic(session: Session, writers: readonly ShardSession[], signal: AbortSignal): Promise<boolean> {
    if (session.transactionMode === 'TWOPC') return true;
    return (
      !session.commitTurns.haveAnOrder(writers) && (await this.#options.atomic?.isPossible(writers, signal)) === true
    );
  }

  /** Counts a commit. */
  committed(mode: 'Single' | 'Multi' | 'TwoPC', ms: number): void {
    this.#options.onCommit?.(mode, ms);
  }

  /** A commit over shards does not tell its GTIDs: where the client asked for them, the primaries do. */
  async #noteWrites(session: Session, writers: readonly ShardSession[], signal: AbortSignal): Promise<void> {
    const { readAfterWrite } = session;
    for (const { target } of writers) {
      const told = readAfterWrite.tracksGtids ? await this.#executed(session, target, signal) : undefined;
      readAfterWrite.wrote(`${target.keyspace}/${target.shard}`, told);
    }
  }

  async #executed(session: Session, target: ShardSession['target'], signal: AbortSignal): Promise<string | undefined> {
    const answer = collectResult({ rowsMax: 1 });
    const sql = "select replace(@@global.gtid_executed, '\\n', '')";
    try {
      await this.#gateway.execute(target, { ...plainCall(session), sql, repeatable: true }, answer, signal);
      return Buffer.from((await answer.result).rows[0]?.[0] ?? []).toString() || undefined;
    } catch {
      // It has committed; that nobody can say where is no failure of it.
      return undefined;
    }
  }

  async #commitAtomically(session: Session, writers: readonly ShardSession[], signal: AbortSignal): Promise<void> {
    const { atomic } = this.#options;
    if (!atomic) throw VtError.of('VT10002', 'two-phase commit is not set up');
    await atomic.run(session, writers, signal);
    await this.#commitReaders(session, signal);
  }

  /** What was only read cannot fail a commit. */
  async #commitOneWriter(
    session: Session,
    open: readonly ShardSession[],
    wrote: ShardSession | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const writer = wrote ?? (open.length === 1 ? open[0] : undefined);
    if (writer) await this.#commitShard(session, writer, 0, signal);
    if (open.length > 1) await this.#commitReaders(session, signal);
  }

  async #commitReaders(session: Session, signal: AbortSignal): Promise<void> {
    const open = session.shardSessions.filter(({ state }) => state.transactionId !== 0n);
    await Promise.all(
      open.map(async (shard) => {
        try {
          shard.state = await this.#gateway.commit(shard.target, shard.state, session.caller, signal);
        } catch {
          shard.state = { ...shard.state, transactionId: 0n };
        }
      }),
    );
  }

  async #commitShard(session: Session, shard: ShardSession, done: number, signal: AbortSignal): Promise<void> {
    const { target } = shard;
    try {
      shard.state = await this.#gateway.commit(target, shard.state, session.caller, signal);
    } catch (error) {
      const told = clientError(error, target.keyspace, databaseOf(this.#gateway, target.keyspace));
      // What has not reached the shard is still open there, for the rollback.
      if (refusalOf(told)?.mayHaveRun !== false) shard.state = { ...shard.state, transactionId: 0n };
      const text = `${target.keyspace}/${target.shard}`;
      if (done > 0)
        session.warn(
          NON_ATOMIC_COMMIT,
          `multi-db commit failed after committing to ${done} shards: ${text}: ${toVtError(error).message}`,
        );
      throw told;
    }
  }

  /** Never fails: a shard that cannot be told rolls back by itself when its connection or its time ends. */
  async rollback(session: Session, signal: AbortSignal): Promise<void> {
    const open = session.shardSessions.filter(({ state }) => state.transactionId !== 0n);
    await Promise.all(
      open.map(async (shard) => {
        try {
          shard.state = await this.#gateway.rollback(shard.target, shard.state, session.caller, signal);
        } catch {
          shard.state = { ...shard.state, transactionId: 0n };
        }
      }),
    );
    await this.#finish(session, signal);
  }

  /** Ends everything the session holds on tablets. */
  async release(session: Session, signal: AbortSignal): Promise<void> {
    await this.rollback(session, signal);
    session.reserved = false;
    session.tablesLocked = false;
    session.allTablesLocked = false;
    session.temporaryTables = undefined;
    await this.#releaseAll(session, signal);
    await this.releaseLocks(session, signal);
  }

  /** But for those where its temporary tables are. */
  async #releaseAll(session: Session, signal: AbortSignal): Promise<void> {
    const held = session.shardSessions.filter(({ target }) => !session.keeps(target));
    session.shardSessions = session.shardSessions.filter(({ target }) => session.keeps(target));
    await Promise.all(
      held.map(({ target, state }) => this.#gateway.release(target, state, session.caller, signal).catch(() => {})),
    );
  }

  /** Gives back the connection that holds GET_LOCK's locks, and with it the locks. */
  async releaseLocks(session: Session, signal: AbortSignal): Promise<void> {
    const { lockSession, caller } = session;
    session.lockSession = undefined;
    if (lockSession) await this.#gateway.release(lockSession.target, lockSession.state, caller, signal).catch(() => {});
  }

  /** Ends what LOCK TABLES reserved, where nothing else needs it. */
  async unreserve(session: Session, signal: AbortSignal): Promise<void> {
    session.reserved = false;
    if (!session.inTransaction) await this.#releaseAll(session, signal);
  }

  /** The session has no transaction any more: its shards have ended theirs. */
  settle(session: Session): void {
    session.shardSessions = session.shardSessions.filter(({ state }) => state.reservedId !== 0n);
    for (const shard of session.shardSessions) shard.wrote = false;
    session.inTransaction = false;
    session.begin = defaultBegin;
    session.tracker.ended();
    session.savepoints = [];
    session.commitTurns.clear();
    session.broken = undefined;
  }

  /** What was reserved only because a variable was set within the transaction goes back with it. */
  async #finish(session: Session, signal: AbortSignal): Promise<void> {
    this.settle(session);
    if (!session.reserved && session.shardSessions.length > 0) await this.#releaseAll(session, signal);
  }
}

/** @throws VT09032 while a broken transaction waits for its ROLLBACK. */
export function checkNotBroken(session: Session): void {
  if (session.broken) throw VtError.of('VT09032');
}
