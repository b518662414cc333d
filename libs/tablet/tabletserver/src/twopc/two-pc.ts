import { toVtError, VtError } from '@vt/base';
import { isConnectionError, isReadOnlyNow, type MysqlConnection } from '@vt/mysql';
import type { Logger } from '@vt/servenv';
import { collectResult } from '@vt/sqltypes';
import { transactionError } from '../errors.ts';
import type { Pools } from '../pools.ts';
import { readOptions } from '../request.ts';
import type { StatefulConnection } from '../transaction/stateful-connection.ts';
import type { TransactionPool } from '../transaction/transaction-pool.ts';
import { Concluder } from './concluder.ts';
import type { ReachCrashPoint } from './crash-point.ts';
import { DecisionLog } from './decision-log.ts';
import { type Decision, decidingId } from './records.ts';
import { RedoLog } from './redo-log.ts';
import { redoStatements } from './redo-statements.ts';

const LOCK_WAIT_TIMEOUT = 1205;
const DEADLOCK = 1213;

export type TwoPcParts = {
  readonly pools: Pools;
  readonly transactions: TransactionPool;
  /** As the application, outside of the pools: prepared transactions must not wait for a place. */
  readonly connect: () => Promise<MysqlConnection>;
  readonly sidecar: string;
  /** From this age on a transaction counts as unresolved. */
  readonly abandonAgeMs: number;
  readonly log: Logger;
  readonly reach: ReachCrashPoint;
  /** A part was committed; its caller does not know yet. */
  readonly onCommitted: () => void;
  /** The rows of a prepared transaction are nobody's: it must be prepared again before others may take them. */
  readonly onLetGo: (dtid: string) => void;
  /** What was prepared could not be committed, or prepared again; `mayPass`: trying again may do. */
  readonly onFailed: (what: 'commit' | 'redo', mayPass: boolean) => void;
};

/** How many were prepared, committed and so on, for the metrics. */
export type TwoPcCounts = { prepared: number; committed: number; rolledBack: number; failed: number };

/** A prepared transaction, and how many statements of it are in the redo log. */
type Prepared = {
  readonly conn: StatefulConnection;
  readonly statements: number;
  /** Its connection may close from now on. */
  unwatch?(): void;
};

/**
 * The tablet's side of two-phase commit (docs/reference/atomic-commit.md). A prepared transaction stays open on its connection; what it did is in the redo log, from which a
 * primary that starts prepares it again before it serves. Decisions are rows of the shard that decides.
 *
 * INVARIANT: a prepared transaction ends only by `commitPrepared` or `rollbackPrepared`. Its rows in the redo log go in the transaction's own
 * commit, so that it is done again exactly as long as it has not been committed.
 */
export class TwoPc {
  readonly counts: TwoPcCounts = { prepared: 0, committed: 0, rolledBack: 0, failed: 0 };
  readonly #parts: TwoPcParts;
  readonly #redo: RedoLog;
  readonly #decisions: DecisionLog;
  readonly #concluder: Concluder;
  readonly #prepared = new Map<string, Prepared>();
  /** What is being prepared, decided or ended right now, and when it no longer is. */
  readonly #busy = new Map<string, Promise<void>>();

  constructor(parts: TwoPcParts) {
    this.#parts = parts;
    this.#redo = new RedoLog(parts.sidecar);
    this.#decisions = new DecisionLog(parts.sidecar);
    this.#concluder = new Concluder((dtids) => this.#withDba((dba) => this.#decisions.conclude(dba, dtids)));
  }

  get preparedCount(): number {
    return this.#prepared.size;
  }

  // ---- on shards that take part ----

  /** The transaction can be committed from now on, whatever happens to this process. A failure rolls it back. */
  async prepare(transactionId: bigint, dtid: string): Promise<void> {
    const conn = this.#takeOpen(transactionId, 'for prepare');
    await this.#alone(dtid, async () => {
      try {
        const statements = redoStatements(conn);
        await this.#withDba((dba) => this.#redo.write(dba, dtid, statements));
        this.#parts.reach('tablet.redo-written');
        await this.#checkAlive(conn, dtid);
        this.#hold(dtid, conn, statements.length);
        conn.deadlineMs = Number.POSITIVE_INFINITY;
        this.counts.prepared++;
      } catch (error) {
        await this.#parts.transactions.undo(conn).catch(() => {});
        throw toVtError(error);
      }
    });
    this.#parts.reach('tablet.prepared');
  }

  /** INVARIANT: a transaction whose connection is gone holds no locks: others may have changed its rows since, so that doing it again would not be the same. */
  async #checkAlive({ id, connection }: StatefulConnection, dtid: string): Promise<void> {
    if (!connection.isClosed) return;
    await this.#withDba((dba) => this.#redo.forget(dba, dtid));
    throw transactionError(id, 'connection lost');
  }

  /** Does nothing for what was committed before. */
  async commitPrepared(dtid: string): Promise<void> {
    this.#parts.reach('tablet.before-commit-prepared');
    await this.#alone(dtid, () => this.#commitHeld(dtid).catch((error) => this.#commitFailed(toVtError(error))));
    this.#parts.reach('tablet.committed-prepared');
  }

  async #commitHeld(dtid: string): Promise<void> {
    const prepared = this.#prepared.get(dtid);
    if (!prepared || prepared.conn.connection.isClosed) return this.#commitLost(dtid, prepared?.conn);
    const { conn } = prepared;
    let reason: string;
    try {
      reason = await this.#commitOnce(dtid, prepared);
    } catch (error) {
      // Whether it was committed is in the redo log; the next try finds out.
      this.#forget(dtid, conn, 'commit of prepared transaction failed');
      this.#parts.onLetGo(dtid);
      throw toVtError(error);
    }
    this.#end(dtid, conn, reason);
    this.#committed();
  }

  #commitFailed(error: VtError): never {
    this.#parts.onFailed('commit', mayPass(error));
    throw error;
  }

  /** Returns how it ended: what was prepared again and had been committed before is rolled back. */
  async #commitOnce(dtid: string, { conn: { connection }, statements }: Prepared): Promise<string> {
    const isUndone = await this.#redo.forgetPrepared(connection, dtid, statements);
    await connection.execute(isUndone ? 'commit' : 'rollback');
    return isUndone ? 'transaction committed' : 'transaction rolled back';
  }

  /** Its connection is gone: without a redo record it was committed, with one it is prepared anew and committed. */
  async #commitLost(dtid: string, conn: StatefulConnection | undefined): Promise<void> {
    if (conn) this.#forget(dtid, conn, 'connection of prepared transaction lost');
    const records = await this.#withDba((dba) => this.#redo.readAll(dba));
    const record = records.find((one) => one.dtid === dtid);
    if (!record) return;
    if (record.failed)
      throw new VtError({
        code: 'UNKNOWN',
        message: `transaction ${dtid} could not be prepared again: ${record.message}`,
      });
    const again = await this.#replay(record.statements);
    try {
      const reason = await this.#commitOnce(dtid, { conn: again, statements: record.statements.length });
      this.#parts.transactions.endPrepared(again, reason);
    } catch (error) {
      this.#parts.transactions.drop(again, 'commit of prepared transaction failed');
      throw error;
    }
    this.#committed();
  }

  /** Also for a transaction that was never prepared, by its id. Does nothing for what is over. */
  async rollbackPrepared(dtid: string, transactionId: bigint): Promise<void> {
    await this.#idle(dtid);
    await this.#alone(dtid, async () => {
      await this.#withDba((dba) => this.#redo.forget(dba, dtid));
      const conn = this.#prepared.get(dtid)?.conn;
      if (conn) {
        await conn.connection.execute('rollback').catch(() => {});
        this.#end(dtid, conn, 'transaction rolled back');
        this.counts.rolledBack++;
      }
    });
    if (transactionId !== 0n) await this.#rollbackOpen(transactionId);
  }

  async #rollbackOpen(transactionId: bigint): Promise<void> {
    const { transactions } = this.#parts;
    try {
      const conn = transactions.take(transactionId, 'for rollback');
      if (conn.isInTransaction) await transactions.undo(conn);
      else transactions.unlock(conn);
    } catch {
      // It was the prepared one, or is over: either way nothing of it is open.
    }
  }

  // ---- on the shard that decides ----

  async createTransaction(dtid: string, participants: readonly { keyspace: string; shard: string }[]): Promise<void> {
    await this.#withDba((dba) => this.#decisions.create(dba, dtid, participants));
    this.#parts.reach('tablet.created');
  }

  /** Decides to commit, in the commit of this shard's own part. An error with `decided: false` is certain that it did not. */
  async startCommit(transactionId: bigint, dtid: string): Promise<void> {
    const { transactions, reach } = this.#parts;
    const conn = this.#takeOpen(transactionId, 'for start commit');
    try {
      await this.#decisions.decide(conn.connection, dtid, 'COMMIT');
    } catch (error) {
      await transactions.undo(conn).catch(() => {});
      throw toVtError(error);
    }
    reach('tablet.before-decision');
    await transactions.commitDecided(conn);
    this.#parts.onCommitted();
    reach('tablet.decided');
  }

  /**
   * Decides to commit a transaction of which nothing was written here before, in the commit of this shard's own part. Returns the number that a reserved connection has from now on. After
   * a failure of which nobody knows whether it was decided, `decideRollback` tells.
   */
  async decideCommit(
    transactionId: bigint,
    dtid: string,
    participants: readonly { keyspace: string; shard: string }[],
  ): Promise<bigint> {
    if (decidingId(dtid) !== transactionId)
      throw new VtError({ code: 'INVALID_ARGUMENT', message: `${dtid} is not of transaction ${transactionId}` });
    let reservedId = 0n;
    await this.#alone(dtid, async () => {
      const { transactions, reach } = this.#parts;
      const conn = this.#takeOpen(transactionId, 'for decision');
      try {
        await this.#decisions.insertCommit(conn.connection, dtid, participants);
      } catch (error) {
        await transactions.undo(conn).catch(() => {});
        throw toVtError(error);
      }
      reach('tablet.before-decision');
      reservedId = await transactions.commit(conn);
      this.#parts.onCommitted();
      reach('tablet.decided');
    });
    return reservedId;
  }

  /**
   * Decides to roll back what `decideCommit` would commit, and bars it from doing so. INVARIANT: this shard's own part is over before, so that none can commit once the decision is
   * forgotten. @throws ABORTED when it was decided to commit, or while a statement of it runs.
   */
  async decideRollback(dtid: string): Promise<void> {
    await this.#idle(dtid);
    await this.#alone(dtid, async () => {
      const { transactions } = this.#parts;
      const id = decidingId(dtid);
      if (id !== undefined && transactions.find(id)?.isInTransaction)
        await transactions.undo(transactions.take(id, 'for rollback'));
      await this.#withDba((dba) => this.#decisions.insertRollback(dba, dtid));
    });
  }

  /** Decides to roll back. @throws ABORTED when it was decided to commit. */
  async setRollback(dtid: string, transactionId: bigint): Promise<void> {
    if (transactionId !== 0n) await this.#rollbackOpen(transactionId);
    await this.#withDba((dba) => this.#decisions.decide(dba, dtid, 'ROLLBACK'));
  }

  /** All shards have done what was decided: it is forgotten. */
  async concludeTransaction(dtid: string): Promise<void> {
    this.#parts.reach('tablet.before-conclude');
    await this.#withDba((dba) => this.#decisions.conclude(dba, [dtid]));
  }

  /** The same, for who does not wait for it: together with others. */
  async concludeSoon(dtid: string): Promise<void> {
    this.#parts.reach('tablet.before-conclude');
    await this.#concluder.add(dtid);
  }

  readTransaction(dtid: string): Promise<Decision | undefined> {
    return this.#withDba((dba) => this.#decisions.read(dba, dtid));
  }

  /** What is undone for longer than usual: transactions that are decided here, and parts that nobody has ended. */
  unresolved(olderThanMs = this.#parts.abandonAgeMs): Promise<Decision[]> {
    return this.#withDba(async (dba) => [
      ...(await this.#decisions.olderThan(dba, olderThanMs)),
      ...(await this.#redo.olderThan(dba, olderThanMs)).map(
        ({ dtid, createdNs }): Decision => ({ dtid, state: 'UNKNOWN', createdNs, participants: [] }),
      ),
    ]);
  }

  redoRecords() {
    return this.#withDba((dba) => this.#redo.readAll(dba));
  }

  /** A reserved connection may have lost its transaction and kept its id: a decision that is written there would be committed by itself. */
  #takeOpen(transactionId: bigint, why: string): StatefulConnection {
    const { transactions } = this.#parts;
    const conn = transactions.take(transactionId, why);
    if (conn.isInTransaction) return conn;
    transactions.unlock(conn);
    throw transactionError(transactionId, 'not in a transaction');
  }

  // ---- life ----

  /** Prepares again what the redo log has: before a primary serves, so that nobody takes the rows of a prepared transaction. */
  async open(): Promise<void> {
    const records = await this.#withDba((dba) => this.#redo.readAll(dba));
    for (const { dtid, failed, statements } of records) {
      if (failed || this.#prepared.has(dtid)) continue;
      try {
        await this.#prepareAgain(dtid, statements);
      } catch (thrown) {
        const error = toVtError(thrown);
        this.#parts.onFailed('redo', mayPass(error));
        if (mayPass(error)) throw error;
        const { message } = error;
        this.counts.failed++;
        this.#parts.log.error({ dtid, problem: message }, 'a prepared transaction could not be prepared again');
        await this.#withDba((dba) => this.#redo.markFailed(dba, dtid, message));
      }
    }
  }

  /**
   * Not what an earlier connection has committed meanwhile: mysqld may have stood still with that commit before it, and what is done again waited for its rows.
   */
  async #prepareAgain(dtid: string, statements: readonly Buffer[]): Promise<void> {
    const conn = await this.#replay(statements);
    if (!(await this.#withDba((dba) => this.#redo.exists(dba, dtid))))
      return this.#parts.transactions.drop(conn, 'transaction committed before');
    this.#hold(dtid, conn, statements.length);
  }

  /**
   * INVARIANT: while it is prepared and not ended, nobody else changes its rows: what was decided and is done again later would undo that. A connection that is lost, or killed, lets them go.
   */
  #hold(dtid: string, conn: StatefulConnection, statements: number): void {
    const { connection } = conn;
    const { onClose } = connection;
    connection.onClose = (reason) => {
      onClose?.(reason);
      this.#parts.onLetGo(dtid);
    };
    conn.busyWith = `prepared as ${dtid}`;
    const unwatch = (): void => {
      connection.onClose = onClose;
    };
    this.#prepared.set(dtid, { conn, statements, unwatch });
  }

  /** Ends the connections of what is prepared; the redo log stays for the next primary. */
  close(): void {
    this.#concluder.flush();
    for (const [dtid, { conn }] of [...this.#prepared]) this.#forget(dtid, conn, 'tablet is not the primary any more');
  }

  /**
   * INVARIANT: it takes no other locks than on the rows that it changes, which were the transaction's before, too: else what is prepared again after it might wait for it for ever.
   */
  async #replay(statements: readonly Buffer[]): Promise<StatefulConnection> {
    const { transactions } = this.#parts;
    const connection = await this.#parts.connect();
    const lease = { connection, release: () => connection.close(), discard: () => connection.destroy() };
    const conn = transactions.adopt(lease, { options: readOptions({}), user: '', settings: [] });
    await transactions.begin(conn, { ...conn.options, isolation: 'READ_COMMITTED' }, true);
    conn.deadlineMs = Number.POSITIVE_INFINITY;
    try {
      for (const statement of statements) await run(connection, statement);
    } catch (error) {
      transactions.drop(conn, 'prepared transaction could not be done again');
      throw error;
    }
    return conn;
  }

  #committed(): void {
    this.counts.committed++;
    this.#parts.onCommitted();
  }

  #end(dtid: string, conn: StatefulConnection, reason: string): void {
    this.#unhold(dtid);
    this.#parts.transactions.endPrepared(conn, reason);
  }

  #forget(dtid: string, conn: StatefulConnection, reason: string): void {
    this.#unhold(dtid);
    this.#parts.transactions.drop(conn, reason);
  }

  #unhold(dtid: string): void {
    this.#prepared.get(dtid)?.unwatch?.();
    this.#prepared.delete(dtid);
  }

  /** One at a time for each transaction. @throws ABORTED while another call about it runs. */
  async #alone(dtid: string, work: () => Promise<void>): Promise<void> {
    if (this.#busy.has(dtid)) throw new VtError({ code: 'ABORTED', message: `transaction ${dtid} is being worked on` });
    const done = work();
    this.#busy.set(
      dtid,
      done.catch(() => {}),
    );
    try {
      await done;
    } finally {
      this.#busy.delete(dtid);
    }
  }

  /** Who undoes waits for what is under way, so that it need not be undone later. */
  async #idle(dtid: string): Promise<void> {
    while (this.#busy.has(dtid)) await this.#busy.get(dtid);
  }

  async #withDba<T>(work: (connection: MysqlConnection) => Promise<T>): Promise<T> {
    const lease = await this.#parts.pools.dba.acquire();
    try {
      const result = await work(lease.connection);
      lease.release();
      return result;
    } catch (error) {
      // A transaction may be open on it.
      lease.discard();
      throw error;
    }
  }
}

/** Trying again may do: somebody else holds the rows, mysqld is not writable yet, or has no room. What has failed for good is lost to all but an operator. */
function mayPass(error: VtError): boolean {
  if (isConnectionError(error) || isReadOnlyNow(error)) return true;
  if (error.errno === LOCK_WAIT_TIMEOUT || error.errno === DEADLOCK) return true;
  return error.code === 'RESOURCE_EXHAUSTED' || error.code === 'UNAVAILABLE';
}

/** Bytes as they were: a statement need not be UTF-8. */
async function run(connection: MysqlConnection, statement: Buffer): Promise<void> {
  const answer = collectResult();
  connection.query(statement, answer);
  await answer.results;
}
