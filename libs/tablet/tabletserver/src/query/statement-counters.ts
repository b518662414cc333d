import type { CountersWithLabels, Stats, TimingRecorder, Timings } from '@vt/servenv';
import type { Statement } from '../statement/statement.ts';
import { usesOf } from '../statement/uses.ts';
import type { Execution, Outcome } from './execution.ts';

type Cell = { value: number };

/** What is known of one statement's executions, for `/queryz` and `/debug/query_stats`. */
export type StatementCounts = {
  readonly table: string;
  count: number;
  timeNs: number;
  mysqlTimeNs: number;
  rowsReturned: number;
  rowsAffected: number;
  errors: number;
};

type Cells = StatementCounts & {
  readonly counts: Cell;
  readonly times: Cell;
  readonly labels: readonly string[];
  readonly characters: Cell;
  /** As the type that the tablet had when it was counted last. */
  typed: { readonly type: string; readonly counts: Cell; readonly times: TimingRecorder };
  readonly returned: Cell;
  readonly affected: Cell;
  readonly users: Map<string, { readonly count: Cell; readonly timeNs: Cell }>;
};

/** Users whose cells one statement keeps; others are looked up each time. */
const USERS_KEPT_MAX = 64;

/** Counts executions by table, plan and user, under Vitess's names. The cells of a statement are found once. */
export class StatementCounters {
  readonly #cells = new WeakMap<Statement, Cells>();
  readonly #counts: CountersWithLabels;
  readonly #times: CountersWithLabels;
  readonly #errors: CountersWithLabels;
  readonly #returned: CountersWithLabels;
  readonly #affected: CountersWithLabels;
  readonly #userCounts: CountersWithLabels;
  readonly #userTimes: CountersWithLabels;
  readonly #errorCodes: CountersWithLabels;
  readonly #typedCounts: CountersWithLabels;
  readonly #typedTimes: Timings;
  readonly #characters: CountersWithLabels;
  readonly #tabletType: () => string;

  constructor(stats: Stats, tabletType: () => string) {
    this.#tabletType = tabletType;
    const counters = (name: string, help: string, ...labels: string[]) => stats.countersWithLabels(name, help, labels);
    this.#counts = counters('QueryCounts', 'statements, by table and plan', 'Table', 'Plan');
    this.#times = counters('QueryTimesNs', 'nanoseconds of statements, by table and plan', 'Table', 'Plan');
    this.#errors = counters('QueryErrorCounts', 'failed statements, by table and plan', 'Table', 'Plan');
    this.#errorCodes = counters('QueryErrorCountsWithCode', 'failed statements, by code', 'Table', 'Plan', 'Code');
    this.#typedCounts = counters('QueryCountsWithTabletType', 'statements, by type', 'Table', 'Plan', 'TabletType');
    this.#typedTimes = stats.timings('QueryTimingsByTabletType', 'time of statements, by type', 'TabletType');
    this.#characters = counters('QueryTextCharactersProcessed', 'characters of statements', 'Table', 'Plan');
    this.#returned = counters('QueryRowsReturned', 'rows returned, by table and plan', 'Table', 'Plan');
    this.#affected = counters('QueryRowsAffected', 'rows affected, by table and plan', 'Table', 'Plan');
    this.#userCounts = counters('UserTableQueryCount', 'statements, by caller', 'TableName', 'CallerID', 'Type');
    this.#userTimes = counters('UserTableQueryTimesNs', 'nanoseconds, by caller', 'TableName', 'CallerID', 'Type');
  }

  record({ statement, user }: Execution, outcome: Outcome): void {
    const cells = this.#cells.get(statement) ?? this.#make(statement);
    const ns = outcome.elapsedMs * 1e6;
    cells.count++;
    cells.counts.value++;
    cells.characters.value += statement.sql.length;
    const type = this.#tabletType();
    if (cells.typed.type !== type) cells.typed = this.#typed(cells.labels, type);
    cells.typed.counts.value++;
    cells.typed.times.record(outcome.elapsedMs);
    cells.timeNs += ns;
    cells.times.value += ns;
    cells.mysqlTimeNs += ns;
    if (outcome.rows > 0) {
      cells.rowsReturned += outcome.rows;
      cells.returned.value += outcome.rows;
    }
    if (outcome.affectedRows > 0n) {
      cells.rowsAffected += Number(outcome.affectedRows);
      cells.affected.value += Number(outcome.affectedRows);
    }
    if (outcome.error) {
      cells.errors++;
      this.#errors.add(cells.labels);
      this.#errorCodes.add([...cells.labels, outcome.error.code]);
    }
    const own = cells.users.get(user) ?? this.#user(cells, statement, user);
    own.count.value++;
    own.timeNs.value += ns;
  }

  #make(statement: Statement): Cells {
    const table = usesOf(statement).main;
    const labels = [table, statement.plan];
    const cells: Cells = {
      table,
      count: 0,
      timeNs: 0,
      mysqlTimeNs: 0,
      rowsReturned: 0,
      rowsAffected: 0,
      errors: 0,
      counts: this.#counts.cell(labels),
      times: this.#times.cell(labels),
      labels,
      characters: this.#characters.cell(labels),
      typed: this.#typed(labels, this.#tabletType()),
      returned: this.#returned.cell(labels),
      affected: this.#affected.cell(labels),
      users: new Map(),
    };
    this.#cells.set(statement, cells);
    return cells;
  }

  #typed(labels: readonly string[], type: string): Cells['typed'] {
    return { type, counts: this.#typedCounts.cell([...labels, type]), times: this.#typedTimes.recorder([type]) };
  }

  #user(cells: Cells, statement: Statement, user: string): { readonly count: Cell; readonly timeNs: Cell } {
    const labels = [cells.table, user, statement.plan];
    const own = { count: this.#userCounts.cell(labels), timeNs: this.#userTimes.cell(labels) };
    if (cells.users.size < USERS_KEPT_MAX) cells.users.set(user, own);
    return own;
  }

  of(statement: Statement): StatementCounts | undefined {
    return this.#cells.get(statement);
  }
}
