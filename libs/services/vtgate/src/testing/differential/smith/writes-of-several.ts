import type { Dice } from '../wide/dice.ts';
import type { Column } from './columns.ts';
import { settable, type Table } from './tables.ts';
import type { Write } from './writes.ts';

/** Writes that read other tables, or the rows that are there, and writes of two tables at once. Each row gets the same however often it is met. */
export class WritesOfSeveral {
  readonly #dice: Dice;
  readonly #tables: readonly Table[];
  /** A condition on a table's key. */
  readonly #byKey: (table: Table, alias: string) => string;

  constructor(dice: Dice, tables: readonly Table[], byKey: (table: Table, alias: string) => string) {
    this.#dice = dice;
    this.#tables = tables;
    this.#byKey = byKey;
  }

  write(table: Table): Write {
    const dice = this.#dice;
    const other = dice.pick(this.#tables.filter((one) => one !== table && wholeKey(one) !== undefined));
    const mine = wholeKey(table);
    if (mine === undefined || dice.chance(0.25)) return this.#upsertOfItself(table);
    return dice.pick([
      () => this.#insertOfOther(table, other),
      () => this.#insertOfOther(table, other),
      () => this.#updateBoth(table, other),
      () => this.#deleteBoth(table, other),
      () => this.#updateOfGroups(table, other, mine),
      () => this.#updateCorrelated(table, other, mine),
      () => this.#where(table, other, mine),
      () => this.#where(table, other, mine),
    ])();
  }

  /** Rows that are there again, so that each of them is a duplicate. */
  #upsertOfItself(table: Table): Write {
    const dice = this.#dice;
    const names = settable(table).map(({ name }) => name);
    const rows = `${table.name} (${names.join(', ')}) select ${names.join(', ')} from ${table.name} where ${this.#byKey(table, table.name)} order by ${table.key.join(', ')}`;
    const plain = plainOf(table);
    if (plain.length === 0 || dice.chance(0.3)) return { sql: `replace into ${rows}`, tables: [table.name] };
    const one = dice.pick(plain);
    const value = dice.pick([`values(${one.name})`, one.literal(dice), `${table.name}.${one.name}`]);
    return { sql: `insert into ${rows} on duplicate key update ${one.name} = ${value}`, tables: [table.name] };
  }

  #insertOfOther(table: Table, other: Table): Write {
    const dice = this.#dice;
    const base = 300 + dice.below(60);
    const key = `b.${wholeKey(other)?.name}`;
    const columns = settable(table).filter((one) => one.notNull || !/^c\d/.test(one.name) || dice.chance(0.7));
    const items = columns.map((one) => {
      if (!/^c\d/.test(one.name)) return keyOf(one, `${key} + ${base}`, `concat('w', ${key} + ${base})`);
      const same = settable(other).filter(({ type, notNull }) => type === one.type && (notNull || !one.notNull));
      return same.length > 0 && dice.chance(0.7) ? `b.${dice.pick(same).name}` : one.literal(dice);
    });
    const verb = dice.pick(['insert into', 'insert ignore into', 'replace into', 'insert into']);
    const plain = plainOf(table);
    const last =
      verb === 'insert into' && plain.length > 0 && dice.chance(0.4)
        ? ` on duplicate key update ${plain[0]?.name} = ${plain[0]?.literal(dice)}`
        : '';
    // One row for each of the keys: what rows there are of one is not determined.
    const source = dice.pick([
      `from ${other.name} b where ${this.#byKey(other, 'b')} order by ${other.key.map((name) => `b.${name}`).join(', ')} limit 1`,
      `from ${other.name} b where ${other.key.map((name) => `b.${name} = (select max(m.${name}) from ${other.name} m)`).join(' and ')}`,
    ]);
    const names = columns.map(({ name }) => name).join(', ');
    return {
      sql: `${verb} ${table.name} (${names}) select ${items.join(', ')} ${source}${last}`,
      tables: [table.name],
    };
  }

  #updateBoth(table: Table, other: Table): Write {
    const dice = this.#dice;
    const sets = [...this.#literals(table, 'a'), ...(dice.chance(0.6) ? this.#literals(other, 'b') : [])];
    const [from, where] = dice.pick([
      [`${table.name} a join ${other.name} b on ${onKeys(table, other)}`, this.#byKey(table, 'a')],
      [`${table.name} a, ${other.name} b`, `${onKeys(table, other)} and ${this.#byKey(other, 'b')}`],
      [`${other.name} b left join ${table.name} a on ${onKeys(table, other)}`, this.#byKey(other, 'b')],
    ] as const);
    return { sql: `update ${from} set ${sets.join(', ')} where ${where}`, tables: [table.name, other.name] };
  }

  #deleteBoth(table: Table, other: Table): Write {
    const dice = this.#dice;
    const from = `${table.name} a ${dice.pick(['join', 'left join'])} ${other.name} b on ${onKeys(table, other)}`;
    const where = `where ${this.#byKey(table, 'a')}`;
    const sql = dice.pick([
      `delete a, b from ${from} ${where}`,
      `delete from a, b using ${from} ${where}`,
      `delete b from ${from} ${where}`,
    ]);
    return { sql, tables: [table.name, other.name] };
  }

  #updateOfGroups(table: Table, other: Table, mine: Column): Write {
    const dice = this.#dice;
    const one = this.#number(table);
    if (!one) return this.#updateBoth(table, other);
    const key = wholeKey(other)?.name;
    const query = `select ${key} as k, count(*) as n from ${other.name} group by ${key}`;
    const where = ` where ${this.#byKey(table, 'a')}`;
    const sql = dice.pick([
      `update ${table.name} a join (${query}) q on q.k = a.${mine.name} set a.${one.name} = q.n${where}`,
      `update ${table.name} a left join (${query}) q on q.k = a.${mine.name} set a.${one.name} = coalesce(q.n, 0)${where}`,
      `with q as (${query}) update ${table.name} a join q on q.k = a.${mine.name} set a.${one.name} = q.n${where}`,
    ]);
    return { sql, tables: [table.name] };
  }

  #updateCorrelated(table: Table, other: Table, mine: Column): Write {
    const dice = this.#dice;
    const one = this.#number(table);
    if (!one) return this.#updateBoth(table, other);
    const key = wholeKey(other)?.name;
    const from = `from ${other.name} b where b.${key} ${dice.pick(['=', '<', '>='])} ${table.name}.${mine.name}`;
    const value = dice.pick([`(select count(*) ${from})`, `coalesce((select max(b.${key}) ${from}), 0)`]);
    return {
      sql: `update ${table.name} set ${one.name} = ${value} where ${this.#byKey(table, table.name)}`,
      tables: [table.name],
    };
  }

  /** Which rows hangs on another table's. */
  #where(table: Table, other: Table, mine: Column): Write {
    const dice = this.#dice;
    const key = wholeKey(other)?.name;
    const theirs = this.#byKey(other, 'b');
    const left = `${table.name}.${mine.name}`;
    const condition = dice.pick([
      `exists (select 1 from ${other.name} b where b.${key} = ${left} and ${theirs})`,
      `not exists (select 1 from ${other.name} b where b.${key} = ${left})`,
      `${left} in (select b.${key} from ${other.name} b where ${theirs})`,
      `${left} not in (select b.${key} from ${other.name} b where ${theirs})`,
      `${left} = (select max(b.${key}) from ${other.name} b where ${theirs})`,
      `${left} > all (select b.${key} from ${other.name} b where ${theirs})`,
      `(select count(*) from ${other.name} b where b.${key} = ${left}) > 1`,
      `${left} in (select q.k from (select b.${key} as k from ${other.name} b union select m.${mine.name} from ${table.name} m where ${this.#byKey(table, 'm')}) q)`,
    ]);
    const limit = dice.chance(0.25) ? ` order by ${table.key.join(', ')} limit ${1 + dice.below(3)}` : '';
    const where = `where ${condition} and ${this.#byKey(table, table.name)}${limit}`;
    const sets = this.#literals(table, table.name);
    return {
      sql:
        sets.length > 0 && dice.chance(0.5)
          ? `update ${table.name} set ${sets.join(', ')} ${where}`
          : `delete from ${table.name} ${where}`,
      tables: [table.name],
    };
  }

  #literals(table: Table, alias: string): string[] {
    const dice = this.#dice;
    const chosen = new Set(dice.times(2, () => dice.pick(plainOf(table))));
    return [...chosen].map((one) => `${alias}.${one.name} = ${one.literal(dice)}`);
  }

  /** A column that takes a small number. */
  #number(table: Table): Column | undefined {
    const fit = plainOf(table).filter(({ type }) => /^(?:smallint|mediumint|int|bigint)/.test(type));
    return fit.length > 0 ? this.#dice.pick(fit) : undefined;
  }
}

const plainOf = (table: Table): readonly Column[] => settable(table).filter(({ name }) => /^c\d/.test(name));

/** A column of whole numbers that many tables have. */
function wholeKey({ columns }: Table): Column | undefined {
  return columns.find(({ name, kind }) => KEYS.test(name) && (kind === 'int' || kind === 'uint'));
}

const onKeys = (table: Table, other: Table): string => `a.${wholeKey(table)?.name} = b.${wholeKey(other)?.name}`;

const keyOf = ({ kind }: Column, number: string, text: string): string =>
  kind === 'int' || kind === 'uint' ? number : text;

const KEYS = /^(id|ida|idb|seq|uq|lk)$/;
