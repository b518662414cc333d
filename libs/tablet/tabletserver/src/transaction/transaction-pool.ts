import { randomInt } from 'node:crypto';
import { toVtError, type VtError } from '@vt/base';
import { isConnectionError, type PooledConnection } from '@vt/mysql';
import { formatDuration } from '@vt/servenv';
import { emptyOk } from '@vt/sqltypes';
import type { TabletConfig } from '../config.ts';
import { transactionError } from '../errors.ts';
import type { Pools } from '../pools.ts';
import type { RequestOptions } from '../request.ts';
import { settingsOf } from '../session-settings.ts';
import { takeSettings } from '../twopc/redo-settings.ts';
import { beginSql } from './begin-sql.ts';
import { EndedLog } from './ended-log.ts';
import { PlainAnswers } from './plain-answers.ts';
import type { StatefulConnection } from './stateful-connection.ts';

/** How often overdue transactions are looked for, at least. */
const SWEEP_MS_MAX = 1000;
const SWEEP_MS_MIN = 10;
/** Ids that begin in one millisecond of the clock. */
const STEP = 1_000_000n;

/** How a transaction ends. */
export type Conclusion = 'commit' | 'kill' | 'rollback';

/** Told when something ends; a reservation by its client (`release`), or by this process or mysqld (`kill`). */
export type PoolEnds = {
  transaction(conn: StatefulConnection, end: Conclusion): void;
  reservation(conn: StatefulConnection, how: 'kill' | 'release'): void;
};

export type OpenRequest = {
  readonly options: RequestOptions;
  readonly user: string;
  readonly settings: readonly string[];
  readonly signal?: AbortSignal;
};

/**
 * Connections that are held between calls, by id. Ids are positive, never used twice in a process's life, and unlikely to
 * have been used by an earlier one or by another tablet of the shard, whose number an atomic commit's name may bear: they start at the clock, and
 * at random within its step, since a shard's tablets are often started together.
 *
 * INVARIANT: a connection is in #byId, or its lease has been given back; `#drop` and `#giveBack` are the only ways out.
 */
export class TransactionPool {
  readonly #pools: Pools;
  readonly #config: TabletConfig;
  readonly #byId = new Map<bigint, StatefulConnection>();
  readonly #ended = new EndedLog();
  readonly #ends: PoolEnds;
  readonly #sweep: NodeJS.Timeout;
  #lastId = BigInt(Date.now()) * STEP + BigInt(randomInt(Number(STEP)));
  #emptied: (() => void)[] = [];
  /** Who waits in `whenEmpty`. */
  #draining = 0;

  constructor(pools: Pools, config: TabletConfig, ends: PoolEnds) {
    this.#pools = pools;
    this.#config = config;
    this.#ends = ends;
    const shortest = Math.min(
      config.transactionTimeoutMs || SWEEP_MS_MAX * 10,
      config.olapTransactionTimeoutMs || Infinity,
    );
    this.#sweep = setInterval(() => this.#endOverdue(), Math.min(SWEEP_MS_MAX, Math.max(SWEEP_MS_MIN, shortest / 10)));
    this.#sweep.unref();
  }

  get size(): number {
    return this.#byId.size;
  }

  list(): readonly StatefulConnection[] {
    return [...this.#byId.values()];
  }

  /** Those that are in a transaction, or will be without being asked again. */
  openTransactions(): readonly StatefulConnection[] {
    return this.list().filter(
      ({ isInTransaction, isBeginning, isReserved }) => isInTransaction || isBeginning || !isReserved,
    );
  }

  /** Takes a connection out of the pool, with the session settings asked for, and gives it an id. It is busy until `unlock`. */
  async open(request: OpenRequest): Promise<StatefulConnection> {
    const pool = request.options.clientFoundRows ? this.#pools.foundRows : this.#pools.tx;
    const settings = settingsOf(request.settings);
    const lease = await pool.acquire({ signal: request.signal, ...(settings && { settings }) });
    return this.#add(lease, request);
  }

  /** As `open`, with a connection that is not of the pools. */
  adopt(lease: PooledConnection, request: OpenRequest): StatefulConnection {
    return this.#add(lease, request);
  }

  #add(lease: PooledConnection, request: OpenRequest): StatefulConnection {
    const timeoutMs = this.#timeoutMs(request.options);
    const conn: StatefulConnection = {
      id: ++this.#lastId,
      lease,
      connection: lease.connection,
      options: request.options,
      user: request.user,
      isInTransaction: false,
      isBeginning: false,
      isReserved: false,
      locksTables: false,
      isWithoutAutocommit: false,
      reservedAtMs: undefined,
      settings: request.settings,
      sets: undefined,
      timeoutMs,
      deadlineMs: timeoutMs > 0 ? performance.now() + timeoutMs : Infinity,
      startedMs: Date.now(),
      busyWith: 'begin',
      queries: 0,
      redo: [],
      redoBytes: 0,
      temporaryTables: undefined,
      notPreparable: undefined,
      leaveLimiter: undefined,
    };
    this.#byId.set(conn.id, conn);
    return conn;
  }

  #timeoutMs(options: RequestOptions): number {
    const { transactionTimeoutMs, olapTransactionTimeoutMs } = this.#config;
    const own =
      options.workload === 'OLAP' ? olapTransactionTimeoutMs : options.workload === 'DBA' ? 0 : transactionTimeoutMs;
    const wanted = options.transactionTimeoutMs;
    if (wanted === undefined) return own;
    if (wanted === 0 || own === 0) return Math.max(wanted, own);
    return Math.min(wanted, own);
  }

  /** Begins a transaction on a connection of this pool. A failure ends the connection. */
  begin(conn: StatefulConnection, options: RequestOptions, isPrimary: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.startBegin(conn, options, isPrimary, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** `begin` without a promise. What is sent to the connection after it runs in the transaction, or is lost with the connection. */
  startBegin(
    conn: StatefulConnection,
    options: RequestOptions,
    isPrimary: boolean,
    done: (error: VtError | undefined) => void,
  ): void {
    const { locksTables } = conn;
    const statements = beginSql(options, isPrimary, locksTables);
    conn.isBeginning = true;
    const answers = new PlainAnswers(Math.max(1, statements.length), (error) => {
      conn.isBeginning = false;
      if (error) this.drop(conn, 'begin failed');
      else this.markBegun(conn);
      if (locksTables) {
        conn.isWithoutAutocommit = true;
        conn.notPreparable = 'LOCK TABLES';
      }
      done(error);
    });
    if (statements.length === 0) return answers.end(emptyOk, false);
    for (const sql of statements) conn.connection.query(sql, answers);
  }

  markBegun(conn: StatefulConnection): void {
    conn.isInTransaction = true;
    conn.startedMs = Date.now();
    conn.redo = [];
    conn.redoBytes = 0;
    conn.notPreparable = undefined;
    takeSettings(conn);
    this.#restartClock(conn);
  }

  #restartClock(conn: StatefulConnection): void {
    conn.deadlineMs = conn.timeoutMs > 0 ? performance.now() + conn.timeoutMs : Infinity;
  }

  find(id: bigint): StatefulConnection | undefined {
    return this.#byId.get(id);
  }

  /** The connection with this id, now busy. Throws ABORTED when there is none or it is busy. */
  take(id: bigint, why: string): StatefulConnection {
    const conn = this.#byId.get(id);
    if (!conn) throw transactionError(id, this.#ended.get(id) ?? 'not found');
    if (conn.busyWith !== undefined) throw transactionError(id, `in use: ${conn.busyWith}`);
    conn.busyWith = why;
    return conn;
  }

  /** It stays its client's when its transaction ends, until it is released. */
  reserve(conn: StatefulConnection): void {
    conn.isReserved = true;
    conn.reservedAtMs ??= performance.now();
  }

  /** Its client has no more use for it. */
  release(conn: StatefulConnection): void {
    this.#drop(conn, 'connection released', 'release');
  }

  /** How many are reserved, by who has them. */
  reservedByUser(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { user, isReserved } of this.#byId.values())
      if (isReserved) counts.set(user, (counts.get(user) ?? 0) + 1);
    return counts;
  }

  /** It waits for its client's next call. */
  unlock(conn: StatefulConnection): void {
    conn.busyWith = undefined;
    // A reserved connection is bounded in how long its client may be silent, a transaction in how long it lasts, unless it was begun otherwise.
    if (conn.isInTransaction ? conn.options.lastsWhileUsed : conn.isReserved) this.#restartClock(conn);
    if (conn.connection.isClosed) this.drop(conn, 'connection lost');
    else this.#endIfIdle(conn);
  }

  /** Commits; a reserved connection stays, under a new id, which is returned (0n otherwise). */
  commit(conn: StatefulConnection): Promise<bigint> {
    return this.#end(conn, 'commit');
  }

  rollback(conn: StatefulConnection): Promise<bigint> {
    return this.#end(conn, 'rollback');
  }

  #end(conn: StatefulConnection, how: 'commit' | 'rollback'): Promise<bigint> {
    return new Promise((resolve, reject) => {
      this.startEnd(conn, how, (error, reservedId) => (error ? reject(error) : resolve(reservedId)));
    });
  }

  /** Commits what was decided to be committed. Its id stays valid where the connection is reserved. */
  commitDecided(conn: StatefulConnection): Promise<void> {
    return this.#endUntold(conn, 'commit');
  }

  /** Rolls back what another call speaks of. Its id stays valid where the connection is reserved: what else that holds is its session's still. */
  undo(conn: StatefulConnection): Promise<void> {
    return this.#endUntold(conn, 'rollback');
  }

  /** For one who would not hear of a new id. */
  async #endUntold(conn: StatefulConnection, how: 'commit' | 'rollback'): Promise<void> {
    try {
      for (const sql of endSql(conn, how)) await conn.connection.execute(sql);
    } catch (error) {
      this.drop(conn, `${how} failed`);
      throw toVtError(error);
    }
    this.endPrepared(conn, reasonOf(how));
  }

  /** The transaction was ended on its connection by someone else. */
  endPrepared(conn: StatefulConnection, reason: string): void {
    if (conn.isInTransaction) this.#ends.transaction(conn, reason === 'transaction committed' ? 'commit' : 'rollback');
    conn.isInTransaction = false;
    conn.isWithoutAutocommit = false;
    conn.redo = [];
    if (!conn.isReserved) return this.#giveBack(conn, reason);
    this.#restartClock(conn);
    this.unlock(conn);
  }

  /** Without a promise. A failure ends the connection. @param done gets what went wrong, or the id under which the connection stays. */
  startEnd(
    conn: StatefulConnection,
    sql: 'commit' | 'rollback',
    done: (error: VtError | undefined, reservedId: bigint) => void,
  ): void {
    const statements = endSql(conn, sql);
    const answers = new PlainAnswers(statements.length, (error) => {
      if (error) this.drop(conn, `${sql} failed`);
      done(error, error ? 0n : this.#afterEnd(conn, sql));
    });
    if (!conn.isInTransaction) return answers.end(emptyOk, false);
    for (const statement of statements) conn.connection.query(statement, answers);
  }

  #afterEnd(conn: StatefulConnection, sql: 'commit' | 'rollback'): bigint {
    if (conn.isInTransaction) this.#ends.transaction(conn, sql);
    conn.isInTransaction = false;
    conn.isWithoutAutocommit = false;
    const reason = reasonOf(sql);
    if (!conn.isReserved) {
      this.#giveBack(conn, reason);
      return 0n;
    }
    this.#renew(conn, reason);
    return conn.id;
  }

  /** A reserved connection gets a new id when its transaction ends, so that late calls of the old one cannot reach it. */
  #renew(conn: StatefulConnection, reason: string): void {
    this.#byId.delete(conn.id);
    this.#ended.add(conn.id, reason);
    conn.id = ++this.#lastId;
    this.#restartClock(conn);
    conn.busyWith = undefined;
    this.#byId.set(conn.id, conn);
    this.#endIfIdle(conn);
  }

  #giveBack(conn: StatefulConnection, reason: string): void {
    this.#remove(conn, reason);
    conn.lease.release();
  }

  /** Ends it with its connection; mysqld rolls back what was open. */
  drop(conn: StatefulConnection, reason: string): void {
    this.#drop(conn, reason, 'kill');
  }

  #drop(conn: StatefulConnection, reason: string, how: 'kill' | 'release'): void {
    if (!this.#remove(conn, reason)) return;
    if (conn.isReserved) this.#ends.reservation(conn, how);
    if (conn.isInTransaction) this.#ends.transaction(conn, 'kill');
    conn.lease.discard();
  }

  #remove(conn: StatefulConnection, reason: string): boolean {
    if (!this.#byId.delete(conn.id)) return false;
    conn.leaveLimiter?.();
    // The Map's old tables may keep it for a while (see IdTable): its statements shall not stay for that.
    conn.redo = [];
    this.#ended.add(conn.id, reason);
    if (this.#byId.size === 0) for (const resolve of this.#emptied.splice(0)) resolve();
    return true;
  }

  /** After a statement on it failed: a lost connection ends it. */
  afterFailure(conn: StatefulConnection, error: VtError): void {
    if (isConnectionError(error) || conn.connection.isClosed) this.drop(conn, 'connection lost');
  }

  #endOverdue(): void {
    const now = performance.now();
    for (const conn of this.list()) {
      if (conn.deadlineMs <= now && conn.busyWith === undefined) {
        this.drop(conn, `exceeded timeout: ${formatDuration(conn.timeoutMs)}`);
      }
    }
  }

  /**
   * Waits until nobody holds a connection, or the signal aborts. A connection that is only reserved is ended as soon as nothing runs on it: its client has nothing to bring to an end, and
   * may keep it for hours.
   */
  async whenEmpty(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    this.#draining++;
    try {
      for (const conn of this.list()) this.#endIfIdle(conn);
      if (this.#byId.size === 0) return;
      await new Promise<void>((resolve) => {
        this.#emptied.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    } finally {
      this.#draining--;
    }
  }

  #endIfIdle(conn: StatefulConnection): void {
    if (this.#draining > 0 && conn.isReserved && !conn.isInTransaction && conn.busyWith === undefined)
      this.drop(conn, 'tablet changed its state');
  }

  /** Ends all of them. */
  endAll(reason: string): void {
    for (const conn of this.list()) this.drop(conn, reason);
  }

  close(): void {
    clearInterval(this.#sweep);
    this.endAll('query service closed');
  }
}

function endSql({ isWithoutAutocommit }: StatefulConnection, how: 'commit' | 'rollback'): readonly string[] {
  return isWithoutAutocommit ? [how, 'set autocommit = 1'] : [how];
}

const reasonOf = (how: 'commit' | 'rollback'): string =>
  how === 'commit' ? 'transaction committed' : 'transaction rolled back';
