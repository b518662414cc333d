import { Differential, type Server } from '../../harness.ts';
import { Dice } from '../dice.ts';
import { Exotic } from '../exotic/exotic.ts';
import { ddlOf, fillOf, lookupTable, tableDefs, tableOf, wideKeyspaces } from '../schema.ts';
import { isAnswerable } from './asked-of-sessions.ts';
import { BAD, MODES, READS, WORDS_OF_SESSIONS, WRITES } from './statements.ts';

export type SessionsOptions = {
  readonly seed: number;
  readonly episodes: number;
  readonly shards: 2 | 4;
  readonly flavor?: 'mysql' | 'mariadb';
  readonly onDifference?: (sql: string, why: string) => void;
};

export type SessionsRun = {
  readonly same: number;
  readonly errors: ReadonlyMap<number, number>;
  readonly refused: ReadonlyMap<string, string>;
  readonly different: number;
};

const VIEWS: readonly string[] = [
  'create view busy as select a.id, count(o.id) n, max(a.s) s from acct a left join ord o on o.acct_id = a.id group by a.id',
  'create view spent as select acct_id, sum(d2) total from ord group by acct_id',
];
const EXTRA = 'create temporary table extra (id int primary key, v varchar(10))';

/** Episodes of a session: a mode, a temporary table, transactions, values that columns do not take; and all that a client sees of each statement. */
export async function runSessions(mysqld: Server, options: SessionsOptions): Promise<SessionsRun> {
  const both = await Differential.start(
    mysqld,
    wideKeyspaces(options.shards),
    { scratchReads: true, ...(options.flavor === 'mariadb' && { serverVersion: '10.11.11-MariaDB-Vitess' }) },
    'plain_sessions',
  );
  try {
    for (const def of tableDefs) await both.define(def.keyspace, ddlOf(def));
    await both.define('wl', lookupTable);
    for (const view of VIEWS) await both.define('wk', view);
    // Where a keyspace is selected, names are found in it.
    const found = { from_table: 'wk.glob', to_tables: ['wl.glob'] };
    both.gate.setRules({ routing_rules: { rules: [found] } });
    await both.use('wk');
    const runner = new Runner(both, options);
    for (let i = 0; i < options.episodes; i++) await runner.episode();
    return runner;
  } finally {
    both.close();
  }
}

class Runner implements SessionsRun {
  readonly errors = new Map<number, number>();
  readonly refused = new Map<string, string>();
  same = 0;
  different = 0;
  readonly #both: Differential;
  readonly #options: SessionsOptions;
  readonly #dice: Dice;
  readonly #exotic: Exotic;
  #said: string[] = [];
  #isFilled = false;
  /** The last statement was an error on both sides. */
  #hasFailed = false;

  constructor(both: Differential, options: SessionsOptions) {
    this.#both = both;
    this.#options = options;
    this.#dice = new Dice(options.seed);
    this.#exotic = new Exotic(this.#dice);
  }

  async episode(): Promise<void> {
    const dice = this.#dice;
    if (!this.#isFilled) await this.#fill();
    this.#said = [];
    this.#both.whole = dice.chance(0.8);
    if (dice.chance(0.6)) await this.#say(`set sql_mode = ${dice.pick(MODES)}`);
    const usesExtra = dice.chance(0.3);
    if (usesExtra) {
      await this.#say(EXTRA);
      await this.#say("insert into extra values (1, 'one'), (2, null), (3, 'Ann')");
    }
    let fine = true;
    let last: string | undefined;
    for (const sql of this.#statements(usesExtra)) {
      if (!isAnswerable(sql, last)) continue;
      fine = await this.#say(sql);
      last = this.#hasFailed ? undefined : sql;
      if (!fine) break;
    }
    this.#both.whole = false;
    for (const sql of [
      'rollback',
      'set autocommit = 1',
      'set sql_mode = default',
      'drop temporary table if exists extra',
      "set @a = 1, @b = 'b', @v = null, @x = 2, @y = null",
    ])
      await this.#both.everywhere(sql);
    await this.#check(fine);
  }

  #statements(usesExtra: boolean): string[] {
    const dice = this.#dice;
    return dice.times(9, () => {
      let made = '';
      do {
        const roll = dice.below(100);
        if (roll < 50) made = this.#grow(dice.pick(WRITES));
        else if (roll < 75) made = this.#grow(dice.pick(READS));
        else made = this.#grow(['acct', dice.pick(WORDS_OF_SESSIONS)]);
      } while (!usesExtra && /\bextra\b/.test(made));
      return made;
    });
  }

  #grow([table, template]: readonly [string, string]): string {
    const dice = this.#dice;
    const filled = template.replace(/\{bad(\w+)\}/g, (_, kind: string) => dice.pick(BAD[kind] ?? ['null']));
    return this.#exotic.about(table, filled);
  }

  async #fill(): Promise<void> {
    for (const def of tableDefs) {
      await this.#both.everywhere(`delete from ${def.name}`);
      await this.#both.everywhere(fillOf(def, this.#dice));
    }
    this.#isFilled = true;
  }

  async #say(sql: string): Promise<boolean> {
    this.#said.push(sql);
    const verdict = await this.#both.compare(sql, undefined, true);
    this.#hasFailed = verdict.kind === 'same' && verdict.errno !== undefined;
    if (verdict.kind === 'refused') {
      this.refused.set(verdict.reason.replace(/\d+/g, '…'), sql);
      // What the one has done and the other not is different afterwards.
      this.#isFilled = false;
      return false;
    }
    if (verdict.kind === 'different') {
      this.#note(sql, verdict.why);
      this.#isFilled = false;
      return /^(?:metadata|message|state|session|status|warnings|read warnings):/.test(verdict.why);
    }
    this.same++;
    if (verdict.errno !== undefined) this.errors.set(verdict.errno, (this.errors.get(verdict.errno) ?? 0) + 1);
    return true;
  }

  async #check(fine: boolean): Promise<void> {
    for (const { name } of tableDefs) {
      const { key } = tableOf(name);
      const rows = await this.#both.compare(`select * from ${name} order by ${key.join(', ')}`);
      if (rows.kind !== 'different') continue;
      if (fine) this.#note(`select * from ${name}`, `afterwards: ${rows.why}`);
      this.#isFilled = false;
      return;
    }
    const codes = async (table: string) => (await this.#both.rows(`select code from ${table} order by 1`)).join();
    const [kept, there] = [await codes('wl.code_idx'), await codes('line')];
    if (kept === there) return;
    this.#note('the lookup table', `afterwards: it has ${kept} instead of ${there}`);
    this.#isFilled = false;
  }

  #note(sql: string, why: string): void {
    this.different++;
    this.#options.onDifference?.(sql, `${why}\n    ${this.#said.slice(0, -1).join(';\n    ')}`);
  }
}
