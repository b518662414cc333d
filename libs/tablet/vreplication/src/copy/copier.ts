import { fromText } from '@vt/proto';
import { Player } from '../apply/player.ts';
import { planTables } from '../apply/replication-plan.ts';
import type { Stream } from '../engine/stream.ts';
import type { StreamPlan } from '../plan/stream-plan.ts';
import { addTablesStatement, beginAnewStatement, readCopyState, tableDoneStatement } from '../store/copy-state.ts';
import { positionExpression } from '../store/position-column.ts';
import { isClosed, type Parents, parentsFirst, readParents, readRuledBySelf } from './parents-first.ts';
import { deferSecondaryKeys, runPostCopyActions } from './secondary-keys.ts';
import { TableCopy } from './table-copy.ts';
import { takeBack } from './take-back.ts';

/** Of the gap that a table's snapshot leaves, which is applied while the snapshot waits. */
const CATCH_UP_AFTER_MS = 10_000;
/** Events tell the second in which they were: behind a source that is always written to, less than this is never seen. */
const LAG_MS_MIN = 2_000;

/**
 * Copies tables one after the other. Between phases the stream catches up with the changes of what was copied, so that the snapshot of the next
 * does not wait long for it.
 * INVARIANT: at `pos`, the tables without a row in copy_state are whole, and of the others all rows up to the last key are there.
 */
export class Copier {
  readonly #stream: Stream;
  #pos: string;
  /** By target table: of many tables, to read and plan all of them for each is what takes the time. One that changes later fails, and is planned anew. */
  readonly #plans = new Map<string, StreamPlan>();
  #currentSinceMs = Number.NEGATIVE_INFINITY;
  #parents: Parents = new Map();
  /** Tables that are copied in one go, and from the beginning where that was interrupted: half of their rows could not follow the source. */
  #ruledBySelf: ReadonlySet<string> = new Set();

  constructor(stream: Stream) {
    this.#stream = stream;
    this.#pos = stream.row.pos;
  }

  /** Notes the tables that are to be copied. False: there are none. */
  static async begin(stream: Stream): Promise<boolean> {
    const plans = await planTables(stream);
    if (plans.length === 0) return false;
    const { control, id, signal } = stream;
    const parents = await readParents(control, stream.dbName, signal);
    const names = parentsFirst(
      plans.map(({ target }) => target.name),
      parents,
    );
    await control.execute('BEGIN', signal);
    await control.execute(addTablesStatement(id, names), signal);
    await control.execute(`UPDATE _vt.vreplication SET state = 'Copying', message = '' WHERE id = ${id}`, signal);
    await control.execute('COMMIT', signal);
    await stream.log('Started Copy Phase', `Copy phase started for ${names.length} table(s)`);
    stream.parts.engine.reachCrashPoint('vreplication.copy-initialised');
    return true;
  }

  /** Copies what is left. Returns the position at which all tables are whole. */
  async run(): Promise<string> {
    await this.#stream.setState('Copying');
    for (const plan of await planTables(this.#stream)) this.#plans.set(plan.target.name, plan);
    const { control, dbName, signal } = this.#stream;
    this.#parents = await readParents(control, dbName, signal);
    this.#ruledBySelf = await readRuledBySelf(control, dbName, signal);
    await this.#beginAnew();
    for (;;) {
      const state = await readCopyState(this.#stream.control, this.#stream.id, this.#stream.signal);
      const [table] = [...state].sort(begunFirst)[0] ?? [];
      if (table === undefined) break;
      await this.#catchUp(state);
      await this.#copyTable(table, state);
    }
    await this.#stream.log('Ended Copy Phase', `Copy phase completed at gtid ${this.#pos}`);
    this.#stream.parts.engine.reachCrashPoint('vreplication.copy-done');
    return this.#pos;
  }

  async #beginAnew(): Promise<void> {
    const { control, id, signal } = this.#stream;
    for (const [table, lastKey] of await readCopyState(control, id, signal)) {
      if (lastKey === null || !this.#ruledBySelf.has(table)) continue;
      await takeBack(this.#stream, [table], `copy of table ${table}, which names itself by a foreign key,`);
      await control.execute(beginAnewStatement(id, table), signal);
    }
  }

  async #catchUp(copyState: ReadonlyMap<string, string | null>): Promise<void> {
    if (this.#pos === '' || performance.now() - this.#currentSinceMs < CATCH_UP_AFTER_MS) return;
    const { replicaLagToleranceMs, copyPhaseDurationMs } = this.#stream.config;
    const begunAt = performance.now();
    const untilLagMs = Math.max(LAG_MS_MIN, Math.min(replicaLagToleranceMs, copyPhaseDurationMs));
    const end = await Player.play(this.#stream, {
      start: this.#pos,
      stop: '',
      copyState,
      untilLagMs,
      foreignKeyChecks: this.#checksForeignKeys(copyState),
      plans: [...this.#plans.values()],
    });
    this.#stream.parts.figures.took('catchup', performance.now() - begunAt);
    this.#moved(end.pos);
    this.#stream.parts.engine.reachCrashPoint('vreplication.catchup-done');
  }

  /**
   * INVARIANT: what a foreign key does to rows of other tables (CASCADE, SET NULL) is not in the log of every server, and has to happen here again. It can as soon as the
   * parents are there, which are copied first for it.
   */
  #checksForeignKeys(copyState: ReadonlyMap<string, string | null>): boolean {
    return isClosed([...this.#plans.keys()], copyState, this.#parents);
  }

  #moved(pos: string): void {
    this.#pos = pos;
    this.#currentSinceMs = performance.now();
  }

  async #copyTable(table: string, copyState: ReadonlyMap<string, string | null>): Promise<void> {
    const { control, id, signal, row, parts } = this.#stream;
    const plan = await this.#replan(table);
    if (!plan) return await this.#forget(table);
    const text = copyState.get(table) ?? null;
    if (text === null && row.deferSecondaryKeys) {
      await deferSecondaryKeys(this.#stream, table);
      await this.#replan(table);
    }
    const isDone = await this.#copyRows(plan, text, copyState);
    if (!isDone) return;
    const begunAt = performance.now();
    await runPostCopyActions(this.#stream, table);
    await this.#replan(table);
    parts.figures.took('postCopyActions', performance.now() - begunAt);
    await control.execute(tableDoneStatement(id, table), signal);
    parts.engine.reachCrashPoint('vreplication.copy-table-done');
  }

  /** As the table is now: its keys come and go. */
  async #replan(table: string): Promise<StreamPlan | undefined> {
    const [plan] = await planTables(this.#stream, table);
    if (plan) this.#plans.set(table, plan);
    else this.#plans.delete(table);
    return plan;
  }

  /** A table that is not there any more, or that the rules do not want any more. */
  async #forget(table: string): Promise<void> {
    const { control, id, signal } = this.#stream;
    await control.execute(tableDoneStatement(id, table), signal);
  }

  async #copyRows(
    plan: StreamPlan,
    lastKey: string | null,
    copyState: ReadonlyMap<string, string | null>,
  ): Promise<boolean> {
    const copy = new TableCopy(this.#stream, {
      plan,
      lastKey: lastKey === null ? null : fromText('query.QueryResult', lastKey),
      phaseMs: this.#ruledBySelf.has(plan.target.name) ? undefined : this.#stream.config.copyPhaseDurationMs,
      since: this.#pos,
      moveTo: (position) => this.#moveTo(position, copyState),
    });
    return await copy.run();
  }

  /** Applies what happened to copied rows until a snapshot. The first snapshot is where the stream begins. */
  async #moveTo(position: string, copyState: ReadonlyMap<string, string | null>): Promise<void> {
    const { control, id, signal, parts } = this.#stream;
    if (this.#pos === '') {
      await control.execute(
        `UPDATE _vt.vreplication SET pos = ${positionExpression(position)} WHERE id = ${id}`,
        signal,
      );
      return this.#moved(position);
    }
    const begunAt = performance.now();
    const end = await Player.play(this.#stream, {
      start: this.#pos,
      stop: position,
      copyState,
      foreignKeyChecks: this.#checksForeignKeys(copyState),
      plans: [...this.#plans.values()],
    });
    parts.figures.took('fastforward', performance.now() - begunAt);
    parts.engine.reachCrashPoint('vreplication.catchup-applied');
    this.#moved(end.pos);
  }
}

function begunFirst([, a]: readonly [string, string | null], [, b]: readonly [string, string | null]): number {
  return Number(a === null) - Number(b === null);
}
