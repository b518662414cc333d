import { toVtError, VtError } from '@vt/base';
import { type MysqlSession, parsePosition, positionContains, sql, withSession } from '@vt/mysql';
import { type QueryResult, queryResult } from '../db/query-result.ts';
import { writersGone } from '../db/writer-lock.ts';
import { classify } from '../exec/classify.ts';
import { readCopyState } from '../store/copy-state.ts';
import { writeLog } from '../store/stream-log.ts';
import { readStreams, type StreamRow } from '../store/stream-row.ts';
import { startLeftResting } from '../vdiff/left-resting.ts';
import { VDiffEngine } from '../vdiff/vdiff-engine.ts';
import { addVDiffStats } from '../vdiff/vdiff-stats.ts';
import { Controller } from './controller.ts';
import { Journals, type Verdict } from './journals.ts';
import { Mutex } from './mutex.ts';
import type { EngineParts } from './parts.ts';
import { Progress } from './progress.ts';
import { redirectStreams } from './redirect.ts';
import { writeState } from './stream.ts';
import { StreamFigures } from './stream-figures.ts';
import { addStreamStats } from './stream-stats.ts';

const WAIT_POLL_MS = 100;
const REDIRECT_MS = 60_000;
/** States in which a stream moves by itself no more. */
const restingStates = new Set(['Stopped', 'Error']);

/**
 * The streams into this tablet, a controller each. Open while the tablet is primary: rows of `_vt.vreplication` say what runs.
 *
 * INVARIANT: a stream's row is changed from outside only while its controller does not run.
 */
export class VReplicationEngine {
  readonly parts: EngineParts;
  readonly progress = new Progress();
  readonly totals = new StreamFigures();
  readonly vdiffs: VDiffEngine;
  /** One VDiff at a time stops streams to look at them. */
  readonly snapshots = new Mutex();
  readonly #controllers = new Map<number, Controller>();
  readonly #mutex = new Mutex();
  readonly #journals: Journals;
  #isOpen = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(parts: EngineParts) {
    this.parts = parts;
    this.vdiffs = new VDiffEngine(this);
    this.#journals = new Journals((workflow) => void this.#follow(workflow));
    addStreamStats(parts.stats, this.totals, () => this.controllers);
    addVDiffStats(parts.stats, this.vdiffs);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get controllers(): readonly Controller[] {
    return [...this.#controllers.values()];
  }

  /** Starts what should run. A mysqld that does not answer yet is asked again. Opening an open engine does nothing. */
  async open(): Promise<void> {
    await this.#mutex.run(async () => {
      if (this.#isOpen) return;
      this.#isOpen = true;
      await this.#startAll();
    });
  }

  async #startAll(): Promise<void> {
    const { config, log } = this.parts;
    try {
      for (const row of await this.#readAll()) this.#start(row);
      await this.vdiffs.open();
    } catch (error) {
      log.warn({ err: error }, 'streams cannot be read yet; trying again');
      this.#retry = setTimeout(() => void this.#mutex.run(() => this.#retryStart()), config.retryDelayMs);
    }
  }

  #readAll(): Promise<readonly StreamRow[]> {
    const { dbName } = this.parts.tablet;
    return this.withSession(async (session) => {
      const rows = await readStreams(session, dbName);
      return (await startLeftResting(session, dbName, rows)) ? await readStreams(session, dbName) : rows;
    });
  }

  async #retryStart(): Promise<void> {
    if (this.#isOpen) await this.#startAll();
  }

  /** Ends every stream and waits until none writes any more. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearTimeout(this.#retry);
    for (const controller of this.controllers) controller.abort();
    await this.vdiffs.close();
    await this.#mutex.run(async () => {
      await Promise.all(this.controllers.map((controller) => controller.stop()));
      this.#controllers.clear();
      this.#journals.forget();
    });
  }

  withSession<T>(work: (session: MysqlSession) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return withSession(this.parts.target, work, signal);
  }

  /** VReplicationExec. */
  async exec(text: string, signal: AbortSignal): Promise<QueryResult> {
    const plan = classify(text);
    switch (plan.kind) {
      case 'insert-streams':
        return await this.insertStreams(plan.statements, signal);
      case 'update-streams':
        return await this.updateStreams(plan.where || '1 = 1', () => plan.set, signal);
      case 'delete-streams':
        return await this.deleteStreams(plan.where || '1 = 1', signal);
      case 'pass':
        return await this.withSession(async (session) => queryResult(await session.execute(plan.sql, signal)), signal);
    }
  }

  streams(where: string, signal: AbortSignal): Promise<readonly StreamRow[]> {
    return this.withSession((session) => readStreams(session, this.parts.tablet.dbName, where, signal), signal);
  }

  /** Whether rows of a stream's tables are still to be copied. */
  async isCopying(id: number, signal: AbortSignal): Promise<boolean> {
    const state = await this.withSession((session) => readCopyState(session, id, signal), signal);
    return state.size > 0;
  }

  /** Adds a stream a statement, and starts those whose state says so: all of them, or none where a statement fails or somebody dies. */
  async insertStreams(statements: readonly string[], signal: AbortSignal): Promise<QueryResult> {
    return await this.#change(async (session) => {
      const added: StreamRow[] = [];
      await session.execute('BEGIN', signal);
      try {
        for (const statement of statements) {
          const { insertId } = await session.execute(statement, signal);
          const id = Number(insertId);
          const [row] = await readStreams(session, this.parts.tablet.dbName, `id = ${id}`, signal);
          await writeLog(session, id, 'Stream Created', row?.state ?? '', statement, signal);
          if (row) added.push(row);
        }
        await session.execute('COMMIT', signal);
      } catch (error) {
        await session.execute('ROLLBACK', signal).catch(() => {});
        throw error;
      }
      for (const row of added) this.#start(row);
      return { rows_affected: BigInt(added.length), insert_id: BigInt(added[0]?.id ?? 0) };
    }, signal);
  }

  /** Changes streams. `set` gives the assignments for each; '' leaves it as it is. */
  async updateStreams(where: string, set: (row: StreamRow) => string, signal: AbortSignal): Promise<QueryResult> {
    return await this.#changePaused(where, signal, async (session, rows) => {
      let affected = 0n;
      for (const row of rows) {
        const assignments = set(row);
        if (assignments === '') continue;
        await session.execute(`UPDATE _vt.vreplication SET ${assignments} WHERE id = ${row.id}`, signal);
        // Also one that had these values already: Vitess's sessions count rows that are found.
        affected++;
        if (/\bpos\b/i.test(assignments)) this.#journals.left([row.id]);
        await writeLog(session, row.id, 'Stream Updated', row.state, assignments, signal);
      }
      return { rows_affected: affected };
    });
  }

  async deleteStreams(where: string, signal: AbortSignal): Promise<QueryResult> {
    return await this.#changePaused(where, signal, async (session, rows) => {
      if (rows.length === 0) return { rows_affected: 0n };
      const list = rows.map(({ id }) => id).join(', ');
      await session.execute('BEGIN', signal);
      const { affectedRows } = await session.execute(`DELETE FROM _vt.vreplication WHERE id IN (${list})`, signal);
      await session.execute(`DELETE FROM _vt.copy_state WHERE vrepl_id IN (${list})`, signal);
      await session.execute(`DELETE FROM _vt.post_copy_action WHERE vrepl_id IN (${list})`, signal);
      await session.execute('COMMIT', signal);
      for (const { id, state } of rows) await writeLog(session, id, 'Stream Deleted', state, '', signal);
      this.#journals.left(rows.map(({ id }) => id));
      // Others may have waited for them at a journal.
      for (const workflow of new Set(rows.map((row) => row.workflow))) void this.#follow(workflow);
      return { rows_affected: affectedRows };
    });
  }

  /** Waits until a stream has applied everything up to a position. */
  async waitForPos(id: number, position: string, signal: AbortSignal): Promise<void> {
    const wanted = parsePosition(position);
    await this.withSession(async (session) => {
      for (;;) {
        const [row] = await readStreams(session, this.parts.tablet.dbName, `id = ${id}`, signal);
        if (!row) throw new VtError({ code: 'NOT_FOUND', message: `vreplication stream ${id} not found` });
        if (positionContains(parsePosition(row.pos), wanted)) return;
        if (restingStates.has(row.state)) throw stoppedBefore(row, position);
        await this.progress.next(id, WAIT_POLL_MS, signal);
      }
    }, signal);
  }

  /** One change of rows at a time, on an open engine. */
  async #change<T>(work: (session: MysqlSession) => Promise<T>, signal: AbortSignal): Promise<T> {
    return await this.#mutex.run(() => {
      if (!this.#isOpen) throw notOpen();
      return this.withSession(work, signal);
    });
  }

  /** Changes streams that rest meanwhile. INVARIANT: those that are there afterwards go on, also where it fails or its caller has gone away, even while they are being stopped. */
  async #changePaused<T>(
    where: string,
    signal: AbortSignal,
    work: (session: MysqlSession, rows: readonly StreamRow[]) => Promise<T>,
  ): Promise<T> {
    return await this.#change(async (session) => {
      const found = await readStreams(session, this.parts.tablet.dbName, where, signal);
      const ids = found.map(({ id }) => id);
      try {
        return await work(session, await this.#pause(session, ids, signal));
      } finally {
        await this.#resume(ids);
      }
    }, signal);
  }

  /** Stops streams, and reads their rows as they then are. */
  async #pause(session: MysqlSession, ids: readonly number[], signal: AbortSignal): Promise<readonly StreamRow[]> {
    if (ids.length === 0) return [];
    await Promise.all(ids.map((id) => this.#end(id)));
    await writersGone(session, ids, signal);
    return await readStreams(session, this.parts.tablet.dbName, `id IN (${ids.join(', ')})`, signal);
  }

  /** Streams that came upon a journal go on from where their sources' data went, as soon as all of them are there. What fails is tried again. */
  async #follow(workflow: string): Promise<void> {
    const { log, config, tablet } = this.parts;
    const signal = AbortSignal.timeout(REDIRECT_MS);
    try {
      await this.#change(async (session) => {
        const rows = await readStreams(session, tablet.dbName, sql`workflow = ${workflow}`, signal);
        for (const verdict of this.#journals.verdicts(workflow, rows)) await this.#judge(session, verdict, signal);
      }, signal);
    } catch (error) {
      if (!this.#isOpen) return;
      log.warn({ err: toVtError(error), workflow }, 'streams could not be redirected');
      setTimeout(() => void this.#follow(workflow), config.retryDelayMs).unref();
    }
  }

  async #judge(session: MysqlSession, verdict: Verdict, signal: AbortSignal): Promise<void> {
    const { rows } = verdict;
    const { log, config } = this.parts;
    const ids = rows.map(({ id }) => id);
    if (verdict.kind === 'wait') {
      const moving = rows.filter(({ state }) => !restingStates.has(state));
      for (const { id, state } of moving) await writeState(session, id, state, verdict.message, signal);
      return;
    }
    this.#journals.left(ids);
    if (verdict.kind === 'refuse') {
      for (const id of ids) await writeState(session, id, 'Error', verdict.message, signal);
      return;
    }
    try {
      const present = await this.#pause(session, ids, signal);
      for (const row of await redirectStreams(session, verdict.journal, present, signal)) this.#start(row);
      log.info({ journal: String(verdict.journal.id), workflow: rows[0]?.workflow }, 'streams were redirected');
    } catch (error) {
      log.warn({ err: toVtError(error), journal: String(verdict.journal.id) }, 'streams could not be redirected');
      // What was begun for these must not be committed with what comes for others.
      await session.execute('ROLLBACK').catch(() => {});
      // They come upon the journal again; or, where that was done already, those in their place go on.
      const where = sql`workflow = ${rows[0]?.workflow ?? ''}`;
      setTimeout(() => void this.#mutex.run(() => this.#resume(ids, where)), config.retryDelayMs).unref();
    }
  }

  async #end(id: number): Promise<void> {
    await this.#controllers.get(id)?.stop();
    this.#controllers.delete(id);
  }

  async #resume(ids: readonly number[], where = `id IN (${ids.join(', ')})`): Promise<void> {
    if (ids.length === 0 || !this.#isOpen) return;
    try {
      const rows = await this.withSession((session) => readStreams(session, this.parts.tablet.dbName, where));
      for (const row of rows) this.#start(row);
    } catch (error) {
      // mysqld is away: as at an opening, all rows are read again when it is back.
      this.parts.log.warn({ err: toVtError(error) }, 'streams cannot be read; trying again');
      await this.#startAll();
    }
    for (const id of ids) this.progress.changed(id);
  }

  #start(row: StreamRow): void {
    if (!this.#isOpen || this.#controllers.has(row.id)) return;
    const { progress, totals } = this;
    const hooks = { progress, totals, onJournal: this.#journals.arrived.bind(this.#journals) };
    const controller = new Controller(this.parts, row, hooks);
    this.#controllers.set(row.id, controller);
    controller.start();
  }
}

function notOpen(): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message: 'vreplication engine is closed' });
}

function stoppedBefore(row: StreamRow, position: string): VtError {
  return new VtError({
    code: 'FAILED_PRECONDITION',
    message: `replication has stopped at ${row.pos} before reaching position ${position}, message: ${row.message}`,
  });
}
