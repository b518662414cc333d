import { setTimeout as delay } from 'node:timers/promises';
import { VtError } from '@vt/base';
import { MysqlSession, sql } from '@vt/mysql';
import type { VReplicationEngine } from '../engine/engine.ts';
import { planStream, type StreamPlan } from '../plan/stream-plan.ts';
import { readTargetTables } from '../plan/target-table.ts';
import { GroupedRows } from './grouped-rows.ts';
import { Repair } from './repair.ts';
import { type DiffReport, emptyReport, hasMismatch } from './report.ts';
import { openSnapshots, type Snapshots } from './synchronize.ts';
import { TableDiff } from './table-diff.ts';
import { VDiffFigures } from './vdiff-figures.ts';
import { logVDiff, setVDiffState, type VDiffRow } from './vdiff-row.ts';

const PROGRESS_MS = 1000;
/** As long as the sidecar's column is. */
const LAST_KEY_BYTES_MAX = 2000;
const RETRY_MS = 5000;
const RETRIES_MAX = 10;
/** Comparisons until what was different is no more; a gate may write such entries between two. */
const ENTRY_ROUNDS_MAX = 3;

/** Runs one VDiff on this tablet: its tables, one after the other. */
export class VDiffController {
  readonly row: VDiffRow;
  readonly #engine: VReplicationEngine;
  /** By table, of those that have begun. */
  readonly reports = new Map<string, DiffReport>();
  readonly figures = new VDiffFigures();
  readonly #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(engine: VReplicationEngine, row: VDiffRow) {
    this.#engine = engine;
    this.row = row;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        return await this.#diffAll(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#engine.vdiffs.totals.errors++;
        this.figures.failed(error);
        const isOver = !this.row.options.core_options?.auto_retry || tries >= RETRIES_MAX || isWrong(error);
        this.#engine.parts.log.warn({ err: error, vdiff: this.row.uuid, again: !isOver }, 'VDiff failed');
        await this.#noteError(error, isOver).catch(() => {});
        if (isOver) return;
        await delay(RETRY_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  async #noteError(error: unknown, isOver: boolean): Promise<void> {
    const text = error instanceof Error ? error.message : String(error);
    await this.#engine.withSession((session) =>
      setVDiffState(session, this.row.id, isOver ? 'error' : 'started', text, this.#abort.signal),
    );
  }

  async #diffAll(signal: AbortSignal): Promise<void> {
    const session = await MysqlSession.open(this.#engine.parts.target, signal);
    const { rests } = this.#engine.vdiffs;
    try {
      await setVDiffState(session, this.row.id, 'started', '', signal);
      const plans = await this.#plans(session, signal);
      await this.#addTables(session, plans, signal);
      for (const plan of plans) await this.#diffTable(session, plan, signal);
      await rests.end(this.row.workflow);
      await setVDiffState(session, this.row.id, 'completed', '', signal);
    } finally {
      session.close();
      await rests.end(this.row.workflow);
    }
  }

  async #plans(session: MysqlSession, signal: AbortSignal): Promise<readonly StreamPlan[]> {
    const [first] = await this.#engine.streams(sql`workflow = ${this.row.workflow}`, signal);
    if (!first) throw new VtError({ code: 'NOT_FOUND', message: `workflow ${this.row.workflow} has no streams here` });
    const only = (this.row.options.core_options?.tables ?? '').split(',').filter((name) => name !== '');
    const tables = await readTargetTables(session, this.#engine.parts.tablet.dbName, signal);
    const rules = first.source.filter?.rules ?? [];
    return [...tables.values()]
      .filter(({ name }) => only.length === 0 || only.includes(name))
      .flatMap((table) => planStream(rules, table) ?? []);
  }

  async #addTables(session: MysqlSession, plans: readonly StreamPlan[], signal: AbortSignal): Promise<void> {
    const { dbName } = this.#engine.parts.tablet;
    await session.readFreshStatistics(signal);
    for (const { target } of plans) {
      if (this.row.options.core_options?.update_table_stats) {
        await session.execute(`ANALYZE TABLE \`${dbName}\`.\`${target.name.replaceAll('`', '``')}\``, signal);
      }
      await session.execute(
        sql`INSERT INTO _vt.vdiff_table (vdiff_id, table_name, state, table_rows) SELECT ${this.row.id}, ${target.name}, 'pending', COALESCE(MAX(table_rows), 0) FROM information_schema.tables WHERE table_schema = ${dbName} AND table_name = ${target.name} ON DUPLICATE KEY UPDATE vdiff_id = vdiff_id`,
        signal,
      );
    }
  }

  async #diffTable(session: MysqlSession, plan: StreamPlan, signal: AbortSignal): Promise<void> {
    const table = plan.target.name;
    const where = sql`vdiff_id = ${this.row.id} AND table_name = ${table}`;
    for (;;) {
      const [row] = await session.query(`SELECT state, lastpk, report FROM _vt.vdiff_table WHERE ${where}`, signal);
      if (row?.['state'] === 'completed') return;
      await session.execute(`UPDATE _vt.vdiff_table SET state = 'started' WHERE ${where}`, signal);
      // Groups are always compared from the beginning.
      const report =
        row?.['report'] && plan.mode === 'plain' ? (JSON.parse(row['report']) as DiffReport) : emptyReport(table);
      this.reports.set(table, report);
      const isDone = await this.#diffSnapshots(session, plan, where, row?.['lastpk'] ?? '', report, signal);
      if (!isDone) {
        this.#engine.vdiffs.restarted(table);
        continue;
      }
      if (this.row.options.core_options?.repair && plan.mode === 'ignore')
        await this.#addEntries(session, plan, where, report, signal);
      const final = sql`state = 'completed', rows_compared = ${report.ProcessedRows}, mismatch = ${hasMismatch(report)}, report = ${JSON.stringify(report)}`;
      await session.execute(`UPDATE _vt.vdiff_table SET ${final} WHERE ${where}`, signal);
      await logVDiff(session, this.row.id, `completed: table ${table}`, signal);
      return;
    }
  }

  /** Of entries that were taken away because they were different, those that the source has are added. */
  async #addEntries(
    session: MysqlSession,
    plan: StreamPlan,
    where: string,
    report: DiffReport,
    signal: AbortSignal,
  ): Promise<void> {
    for (let last = report, rounds = 0; last.MismatchedRows > 0 && rounds < ENTRY_ROUNDS_MAX; rounds++) {
      last = emptyReport(plan.target.name);
      await this.#diffSnapshots(session, plan, where, '', last, signal);
    }
  }

  /** False: the time of one snapshot is over, and there is more. */
  async #diffSnapshots(
    session: MysqlSession,
    plan: StreamPlan,
    where: string,
    lastPk: string,
    report: DiffReport,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { options, workflow } = this.row;
    const isRepair = options.core_options?.repair ?? false;
    const begunMs = performance.now();
    const open = (): Promise<Snapshots> =>
      this.#engine.snapshots.run(
        () => openSnapshots(this.#engine, workflow, plan, lastPk, options, isRepair, signal),
        signal,
      );
    const compare = async (snapshots: Snapshots): Promise<boolean> => {
      this.figures.took(plan.target.name, 'initializing', performance.now() - begunMs);
      return await this.#compare(session, plan, where, snapshots, report, signal);
    };
    // INVARIANT: a repair has the streams for itself until it has written all. Another diff would have them go on.
    const turn = this.#engine.vdiffs.turnOf(workflow);
    if (isRepair) return await turn.run(async () => await compare(await open()), signal);
    return await compare(await turn.run(open, signal));
  }

  async #compare(
    session: MysqlSession,
    plan: StreamPlan,
    where: string,
    snapshots: Snapshots,
    report: DiffReport,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { options, workflow, id } = this.row;
    const openedMs = performance.now();
    const table = plan.target.name;
    const abort = () => snapshots.close();
    signal.addEventListener('abort', abort, { once: true });
    const { totals } = this.#engine.vdiffs;
    const before = report.ProcessedRows;
    let repair: Repair | undefined;
    try {
      const groups = plan.mode === 'plain' ? undefined : new GroupedRows(plan, snapshots.sources, snapshots.target);
      const diff = new TableDiff(groups ? [groups] : snapshots.sources, snapshots.target, report, options);
      if (groups) diff.isNothing = (row) => groups.isNothing(row);
      if (options.core_options?.repair) {
        repair = await Repair.open(this.#engine, workflow, snapshots, plan, diff.comparison, signal);
        diff.repair = repair;
      }
      const endMs =
        performance.now() + (Number(options.core_options?.max_diff_seconds ?? 0n) * 1000 || Number.MAX_SAFE_INTEGER);
      let savedMs = performance.now();
      // INVARIANT: the report is of the rows up to the last key, also of a table that is done: who resumes goes on behind them.
      const save = async (): Promise<boolean> => {
        const lastKey = groups ? '' : diff.lastPkText;
        // Of a key that there is no room for nothing is kept: who resumes begins where he did this time.
        const isKept = Buffer.byteLength(lastKey) <= LAST_KEY_BYTES_MAX;
        const kept = isKept ? sql`, lastpk = ${lastKey}, report = ${JSON.stringify(report)}` : '';
        const progress = sql`rows_compared = ${report.ProcessedRows}, mismatch = ${hasMismatch(report)}`;
        await session.execute(`UPDATE _vt.vdiff_table SET ${progress}${kept} WHERE ${where}`, signal);
        return isKept;
      };
      const pause = async (): Promise<boolean> => {
        const now = performance.now();
        if (now - savedMs < PROGRESS_MS) return false;
        savedMs = now;
        await repair?.flush();
        const isSaved = await save();
        await session.execute(`UPDATE _vt.vdiff SET liveness_timestamp = UTC_TIMESTAMP() WHERE id = ${id}`, signal);
        return !groups && isSaved && now >= endMs;
      };
      const isDone = await diff.run(pause);
      await repair?.flush();
      if (repair) report.RepairedRows = (report.RepairedRows ?? 0) + repair.rows;
      await save();
      return isDone;
    } finally {
      totals.rowsCompared += report.ProcessedRows - before;
      this.figures.took(table, 'diffing_table', performance.now() - openedMs);
      signal.removeEventListener('abort', abort);
      repair?.close();
      snapshots.close();
      await snapshots.release();
    }
  }
}

/** Trying again would find the same. */
function isWrong(error: unknown): boolean {
  return error instanceof VtError && ['INVALID_ARGUMENT', 'NOT_FOUND', 'UNIMPLEMENTED'].includes(error.code);
}
