import type { ExecutorOptions } from '../../../executor/deps.ts';
import type { Verdict } from '../compare.ts';
import { Differential, type Server } from '../harness.ts';
import { kindOfRest } from '../whole.ts';
import { Dice } from '../wide/dice.ts';
import { DIALECTS, type Dialect } from './dialect.ts';
import { partitions } from './partitions.ts';
import { reduce } from './reduce.ts';
import { Selects } from './selects.ts';
import { randomSchema, rowOf, type Schema, settable } from './tables.ts';
import { Writes } from './writes.ts';

export type SmithOptions = {
  readonly seed: number;
  readonly statements: number;
  readonly flavor?: 'mysql' | 'mariadb';
  readonly shards: 2 | 4;
  /** Of the statements, how many are writes: 0 to 1. */
  readonly writes: number;
  /** How many shorter statements are tried for one that is different. */
  readonly reduceTries: number;
  /** Statements are compared by all that a client can see of them. */
  readonly whole?: boolean;
  readonly options?: Partial<ExecutorOptions>;
  readonly onDifference?: (sql: string, why: string) => void;
};

export type SmithRun = {
  readonly same: number;
  readonly errors: ReadonlyMap<number, { count: number; readonly sql: string }>;
  readonly refused: ReadonlyMap<string, { count: number; readonly sql: string }>;
  readonly different: readonly { readonly sql: string; readonly why: string }[];
};

/** Statements after which there are other tables. */
const STATEMENTS_PER_SCHEMA = 250;
const ROWS = 13;

/** Random statements over random tables, on a plain mysqld and over shards. */
export async function runSmith(mysqld: Server, options: SmithOptions): Promise<SmithRun> {
  const runner = new Runner(mysqld, options);
  for (let from = 0; from < options.statements; from += STATEMENTS_PER_SCHEMA)
    await runner.epoch(
      options.seed * 1000 + from / STATEMENTS_PER_SCHEMA,
      Math.min(STATEMENTS_PER_SCHEMA, options.statements - from),
    );
  return runner;
}

class Runner implements SmithRun {
  readonly errors = new Map<number, { count: number; readonly sql: string }>();
  readonly refused = new Map<string, { count: number; readonly sql: string }>();
  readonly different: { readonly sql: string; readonly why: string }[] = [];
  same = 0;
  readonly #mysqld: Server;
  readonly #options: SmithOptions;
  readonly #dialect: Dialect;

  constructor(mysqld: Server, options: SmithOptions) {
    this.#mysqld = mysqld;
    this.#options = options;
    this.#dialect = DIALECTS[options.flavor ?? 'mysql'];
  }

  async epoch(seed: number, statements: number): Promise<void> {
    const dice = new Dice(seed);
    const schema = randomSchema(dice, this.#options.shards);
    const both = await Differential.start(
      this.#mysqld,
      schema.keyspaces,
      { scratchReads: true, ...this.#options.options },
      'plain_smith',
    );
    both.exact = true;
    try {
      for (const ddl of schema.lookups) await both.define('su', this.#dialect.ddl(ddl));
      for (const { keyspace, ddl } of schema.tables) await both.define(keyspace, this.#dialect.ddl(ddl));
      await this.#fill(both, schema, dice);
      both.whole = this.#options.whole ?? false;
      await this.#statements(both, schema, dice, statements);
    } catch (error) {
      this.#note(schema.tables.map(({ ddl }) => ddl).join(';\n'), String(error));
    } finally {
      both.close();
    }
  }

  async #fill(both: Differential, { tables }: Schema, dice: Dice): Promise<void> {
    for (const table of tables) {
      await both.everywhere(`delete from ${table.name}`);
      const columns = settable(table);
      const names = columns.map(({ name }) => name).join(', ');
      for (let i = 0; i < ROWS; i++) {
        const sql = `insert into ${table.name} (${names}) values (${rowOf(columns, dice).join(', ')})`;
        const verdict = await both.compare(sql, false, true);
        if (verdict.kind !== 'same')
          this.#note(sql, verdict.kind === 'refused' ? verdict.reason : verdict.why, table.ddl);
      }
    }
  }

  async #statements(both: Differential, schema: Schema, dice: Dice, statements: number): Promise<void> {
    const selects = new Selects(dice, schema.tables, this.#dialect);
    const writes = new Writes(dice, schema.tables, this.#dialect);
    let written = 0;
    for (let i = 0; i < statements; i++) {
      if (dice.chance(this.#options.writes)) {
        if (++written % 25 === 0) await this.#fill(both, schema, dice);
        if (dice.chance(0.25)) await this.#transaction(both, schema, writes, selects, dice);
        else if (!(await this.#write(both, schema, writes))) await this.#fill(both, schema, dice);
      } else if (dice.chance(0.1)) {
        const failed = await partitions(both, selects, dice);
        if (failed) this.#note(failed.sql, failed.why);
        else this.same++;
      } else await this.#read(both, schema, selects.statement());
    }
  }

  async #read(both: Differential, schema: Schema, sql: string): Promise<void> {
    const verdict = await both.compare(sql);
    if (verdict.kind !== 'different') return this.#count(sql, verdict);
    if (process.env['SMITH_ORIGINAL']) console.log('ORIGINAL', sql, verdict.why);
    if (DEPENDS_ON_ORDER.test(verdict.why))
      return this.#count(sql, {
        kind: 'refused',
        reason: `(an error of some row: ${verdict.why.replace(/\d+/g, '…').slice(0, 60)})`,
      });
    const label = labelOf(verdict.why);
    const shortest = await reduce(
      sql,
      async (shorter) => {
        const again = await both.compare(shorter);
        return again.kind === 'different' && labelOf(again.why) === label;
      },
      this.#options.reduceTries,
    );
    const last = await both.compare(shortest);
    const used = schema.tables.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(shortest));
    this.#note(shortest, last.kind === 'different' ? last.why : verdict.why, used.map(({ ddl }) => ddl).join('\n  '));
  }

  async #write(both: Differential, schema: Schema, writes: Writes): Promise<boolean> {
    const { sql, tables } = writes.write();
    const verdict = await both.compare(sql, undefined, true);
    const ddl = schema.tables
      .filter(({ name }) => tables.includes(name))
      .map((one) => one.ddl)
      .join('\n  ');
    let fine = verdict.kind === 'same';
    if (verdict.kind === 'different') this.#note(sql, verdict.why, ddl);
    else this.#count(sql, verdict);
    const done = verdict.kind === 'same' && verdict.errno === undefined;
    // An error's text names keys, and lookup tables' are others. Rows that an UPDATE warns of are numbered as they were met.
    const warned = done && !sql.startsWith('update') ? await both.compare('show warnings', false) : verdict;
    if (done && warned.kind === 'different') this.#note(sql, `warnings: ${warned.why}`, ddl);
    for (const table of schema.tables.filter(({ name }) => tables.includes(name))) {
      const rows = await both.compare(`select * from ${table.name} order by ${table.key.join(', ')}`);
      const lookups = rows.kind === 'same' ? await this.#lookups(both, table.name, schema) : undefined;
      if (rows.kind === 'same' && lookups === undefined) continue;
      if (fine) this.#note(sql, `afterwards: ${lookups ?? (rows.kind === 'different' ? rows.why : rows.kind)}`, ddl);
      fine = false;
      break;
    }
    return fine;
  }

  /** That the lookup tables know the rows that are there. */
  async #lookups(both: Differential, table: string, schema: Schema): Promise<string | undefined> {
    for (const ddl of schema.lookups) {
      const [, index, column] = /^create table ((?:\w+?)_(uq|lk)_idx)/.exec(ddl) ?? [];
      if (index === undefined || !index.startsWith(`${table}_`)) continue;
      const list = async (from: string) => (await both.rows(`select ${column} from ${from} order by 1`)).join();
      const [kept, there] = [await list(index), await list(table)];
      if (kept !== there) return `the lookup table ${index} has ${kept} instead of ${there}`;
    }
    return undefined;
  }

  async #transaction(both: Differential, schema: Schema, writes: Writes, selects: Selects, dice: Dice): Promise<void> {
    const say = async (sql: string) => {
      const verdict = await both.compare(sql, undefined, true);
      if (verdict.kind === 'different') this.#note(sql, verdict.why);
    };
    await say(dice.pick(['begin', 'start transaction']));
    let fine = true;
    for (const _ of dice.times(4, () => 0)) {
      fine = (await this.#write(both, schema, writes)) && fine;
      const roll = dice.below(10);
      if (roll < 2) await say('savepoint one');
      else if (roll < 4) await say('rollback to savepoint one');
      else if (roll < 5) await say('release savepoint one');
      else if (roll < 7) await this.#read(both, schema, selects.statement());
      if (!fine) break;
    }
    await say(dice.pick(['commit', 'rollback', 'commit']));
    for (const { name, key } of schema.tables) {
      const rows = await both.compare(`select * from ${name} order by ${key.join(', ')}`);
      if (rows.kind === 'different' && fine) this.#note(`select * from ${name}`, `after the transaction: ${rows.why}`);
      fine &&= rows.kind !== 'different';
    }
    if (!fine) await this.#fill(both, schema, dice);
  }

  #count(sql: string, verdict: Verdict): void {
    if (verdict.kind === 'refused')
      tally(this.refused, verdict.reason.replace(/'[^']*'/g, "'…'").replace(/\d+/g, '…'), sql);
    else {
      this.same++;
      if (verdict.kind === 'same' && verdict.errno !== undefined) tally(this.errors, verdict.errno, sql);
    }
  }

  #note(sql: string, why: string, context?: string): void {
    this.different.push({ sql, why });
    this.#options.onDifference?.(sql, context === undefined ? why : `${why}\n  ${context}`);
  }
}

/**
 * A row that fails: whether it is met depends on what was filtered and cut before. And what only mysqld's grammar refuses. And a UNION of collations that do
 * not mix, which mysqld refuses by itself and in a derived table, but not as a member of another set operation.
 */
const DEPENDS_ON_ORDER =
  /error 1271 .* 'UNION' instead of \d+ rows|instead of 1064 |rows instead of error (1055|1064|1690|1292|3141|3143|1411|1424)|error (1690|3141|1424) .* instead of \d+ rows/;

function labelOf(why: string): string {
  const rest = kindOfRest(why);
  if (rest !== undefined) return rest;
  if (/is called/.test(why)) return 'name';
  if (/column .* is \w+ instead of \w+$/.test(why)) return why.replace(/^column .* is (\w+ instead of \w+)$/, '$1');
  if (/digits instead/.test(why)) return 'digits';
  if (/rows instead of error/.test(why)) return why.replace(/^.*error (\d+).*$/s, 'instead of error $1');
  const error = /^error (\d+).* instead of (\d+)/s.exec(why);
  if (error) return `error ${error[1]} instead of ${/instead of \d+ rows/.test(why) ? 'rows' : error[2]}`;
  return /^\d+ rows/.test(why) ? 'rows' : 'row';
}

function tally<K>(map: Map<K, { count: number; readonly sql: string }>, key: K, sql: string): void {
  const known = map.get(key);
  if (known) known.count++;
  else map.set(key, { count: 1, sql });
}
