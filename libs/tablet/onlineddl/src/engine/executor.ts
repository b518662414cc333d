import { toVtError, VtError } from '@vt/base';
import { type Migration } from '@vt/migration';
import { literal, MysqlSession, type TextRow, withSession } from '@vt/mysql';
import type { AlterMigration } from '@vt/sqlparser';
import type { ExecutorParts } from '../parts.ts';
import { cleanUp } from './cleanup.ts';
import { command } from './commands.ts';
import type { MigrationCounts, StepContext } from './context.ts';
import { reviewRunning, takeOver } from './running.ts';
import { reviewQueued, runReady } from './schedule.ts';
import { submit } from './submit.ts';

const CLEAN_UP_MS = 60_000;
/** What a tick that runs would not hear of any more: it may be about to exchange the tables. */
const BETWEEN_TICKS: ReadonlySet<AlterMigration['action']> = new Set(['cancel', 'postpone complete']);

/**
 * The migrations of this tablet's shard. Open while the tablet is primary; all that it knows is in `_vt.schema_migrations`, in streams and in the names of tables, so
 * that whoever opens next goes on.
 *
 * INVARIANT: nothing is cancelled while a tick runs: a cut-over is never taken back half.
 */
export class OnlineDdlExecutor {
  readonly parts: ExecutorParts;
  #work: Promise<unknown> = Promise.resolve();
  #submitting: Promise<unknown> = Promise.resolve();
  #open: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #cleanedAtMs = Number.NEGATIVE_INFINITY;
  #pending = 0;
  readonly #counts: MigrationCounts = { started: 0, successful: 0, failed: 0 };
  #cleanUpWanted = false;
  #isTicking = false;
  /** What runs is looked after by this tablet, since it was opened. */
  #hasTakenOver = false;

  constructor(parts: ExecutorParts) {
    this.parts = parts;
    const { stats } = parts;
    const counts = this.#counts;
    stats.counterFunc('StartedMigrations', 'migrations that were started', () => counts.started);
    stats.counterFunc('SuccessfulMigrations', 'migrations that were completed', () => counts.successful);
    stats.counterFunc('FailedMigrations', 'migrations that failed', () => counts.failed);
    stats.gaugeFunc('OnlineDDLPending', 'migrations that are not over', () => this.#pending);
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Opening an open one does nothing. */
  open(): void {
    if (this.#open) return;
    this.#open = new AbortController();
    this.#hasTakenOver = false;
    this.#tickIn(0);
  }

  /** Ends what it does, and waits for that. What runs in mysqld goes on when somebody opens again. */
  async close(): Promise<void> {
    this.#open?.abort(new VtError({ code: 'CANCELED', message: 'the tablet is not primary any more' }));
    this.#open = undefined;
    clearTimeout(this.#timer);
    await this.#work.catch(() => {});
  }

  /** Resolves with the number of migrations that were added or changed. */
  async submit(migration: Migration, signal: AbortSignal): Promise<number> {
    // One at a time: those that want to be alone look for others first.
    const added = after(
      this.#submitting,
      () => this.#changing((context) => submit(context, migration), signal),
      signal,
    );
    this.#submitting = added.catch(() => {});
    return await added;
  }

  async command(statement: AlterMigration, signal: AbortSignal): Promise<number> {
    if (statement.action === 'cleanup') this.#cleanUpWanted = true;
    if (BETWEEN_TICKS.has(statement.action))
      return await this.#betweenTicks(() => this.#command(statement, signal), signal);
    return await this.#command(statement, signal);
  }

  /** The next tick waits for the work. */
  async #betweenTicks<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const result = after(this.#work, work, signal);
    this.#work = result.catch(() => {});
    return await result;
  }

  async #command(statement: AlterMigration, signal: AbortSignal): Promise<number> {
    return await this.#changing((context) => command(context, statement), signal);
  }

  /** SHOW VITESS_MIGRATION 'uuid' LOGS */
  async logs(uuid: string, signal: AbortSignal): Promise<readonly TextRow[]> {
    const text = `SELECT migration_uuid, shard, log_path, IF(message = '', migration_status, message) AS migration_log FROM _vt.schema_migrations WHERE migration_uuid = ${literal(uuid)}`;
    return await withSession(this.parts.connect, (session) => session.query(text, signal), signal);
  }

  async #changing(work: (context: StepContext) => Promise<number>, signal: AbortSignal): Promise<number> {
    const open = this.#open;
    if (!open) throw notOpen();
    const changed = await withSession(
      this.parts.connect,
      (session) => work({ parts: this.parts, session, signal, counts: this.#counts }),
      signal,
    );
    this.#tickIn(0);
    return changed;
  }

  #tickIn(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#open) return;
    this.#timer = setTimeout(() => this.#startTick(), ms);
  }

  #startTick(): void {
    const open = this.#open;
    if (!open) return;
    if (this.#isTicking) return this.#tickIn(this.parts.config.busyIntervalMs);
    this.#isTicking = true;
    this.#work = this.#work
      .catch(() => {})
      .then(() => this.#tick(open.signal))
      .catch((error: unknown) => {
        if (!open.signal.aborted)
          this.parts.log.warn({ err: toVtError(error) }, 'migrations cannot be looked after now');
      })
      .finally(() => {
        this.#isTicking = false;
        const { busyIntervalMs, checkIntervalMs } = this.parts.config;
        this.#tickIn(this.#pending > 0 ? busyIntervalMs : checkIntervalMs);
      });
  }

  async #tick(signal: AbortSignal): Promise<void> {
    const session = await MysqlSession.open(this.parts.connect, signal);
    try {
      const context: StepContext = { parts: this.parts, session, signal, counts: this.#counts };
      if (!this.#hasTakenOver) await takeOver(context);
      this.#hasTakenOver = true;
      await reviewRunning(context);
      await reviewQueued(context);
      await runReady(context);
      this.#pending = await countPending(session, signal);
      if (performance.now() - this.#cleanedAtMs > CLEAN_UP_MS || this.#cleanUpWanted) {
        this.#cleanUpWanted = false;
        this.#cleanedAtMs = performance.now();
        await cleanUp(context);
      }
    } finally {
      session.close();
    }
  }
}

/** Work that begins when other work is over, however that ended. */
function after<T>(before: Promise<unknown>, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const begin = (): Promise<T> => {
    signal.throwIfAborted();
    return work();
  };
  return before.then(begin, begin);
}

async function countPending(session: MysqlSession, signal: AbortSignal): Promise<number> {
  const [row] = await session.query(
    "SELECT COUNT(*) AS n FROM _vt.schema_migrations WHERE migration_status IN ('queued', 'ready', 'running')",
    signal,
  );
  return Number(row?.['n'] ?? 0);
}

function notOpen(): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message: 'online DDL is disabled: the tablet is not primary' });
}
