import type { Dice } from '../wide/dice.ts';
import type { Column } from './columns.ts';
import type { Dialect } from './dialect.ts';
import { Expressions, type Source } from './expressions.ts';
import { rowOf, settable, type Table } from './tables.ts';
import { WritesOfSeveral } from './writes-of-several.ts';

export type Write = { readonly sql: string; readonly tables: readonly string[] };

/** Random writes that either server either does in full or refuses for a reason that does not depend on which row comes first. */
export class Writes {
  readonly #dice: Dice;
  readonly #tables: readonly Table[];
  readonly #expressions: Expressions;
  readonly #several: WritesOfSeveral;

  constructor(dice: Dice, tables: readonly Table[], dialect: Dialect) {
    this.#dice = dice;
    this.#tables = tables;
    this.#expressions = new Expressions(dice, dialect);
    this.#several = new WritesOfSeveral(dice, tables, (table, alias) => this.#byKey(table, alias));
  }

  write(): Write {
    const dice = this.#dice;
    const table = dice.pick(this.#tables);
    const roll = dice.below(100);
    if (roll < 27) return this.#insert(table);
    if (roll < 32) return this.#insertSelect(table);
    if (roll < 52) return this.#update(table);
    if (roll < 62) return this.#delete(table);
    if (roll < 70) return this.#updateJoined(table);
    if (roll < 92) return this.#several.write(table);
    return this.#deleteJoined(table);
  }

  #insert(table: Table): Write {
    const dice = this.#dice;
    const columns = settable(table).filter((one) => one.notNull || dice.chance(0.8));
    const rows = dice.times(
      dice.pick([1, 1, 4]),
      () =>
        `(${rowOf(columns, dice)
          .map((value, i) => (dice.chance(0.03) && !columns[i]?.notNull ? 'default' : value))
          .join(', ')})`,
    );
    const names = `(${columns.map(({ name }) => name).join(', ')})`;
    const verb = dice.pick(['insert into', 'insert into', 'insert ignore into', 'replace into', 'insert into']);
    const values = `${dice.pick(['values', 'values', 'value'])} ${rows.join(', ')}`;
    const plain = columns.filter(({ name }) => /^c\d/.test(name));
    if (verb === 'insert into' && plain.length > 0 && dice.chance(0.5)) {
      const sets = dice.times(2, () => {
        const one = dice.pick(plain);
        const other = plain.filter(({ kind, type }) => kind === one.kind && type === one.type);
        return `${one.name} = ${dice.pick([`values(${one.name})`, one.literal(dice), dice.pick(other).name, `coalesce(values(${one.name}), ${one.name})`])}`;
      });
      return this.#of(table, `insert into ${table.name} ${names} ${values} on duplicate key update ${sets.join(', ')}`);
    }
    if (rows.length === 1 && dice.chance(0.1)) {
      const set = rowOf(columns, dice).map((value, i) => `${columns[i]?.name} = ${value}`);
      return this.#of(table, `${verb} ${table.name} set ${set.join(', ')}`);
    }
    return this.#of(table, `${verb} ${table.name} ${names} ${values}`);
  }

  /** Rows of the same table, with other keys. */
  #insertSelect(table: Table): Write {
    const dice = this.#dice;
    const columns = settable(table);
    const items = columns.map(({ name, kind }) =>
      !table.key.includes(name) && !table.unique.includes(name)
        ? name
        : kind === 'int' || kind === 'uint'
          ? `${name} + ${200 + dice.below(50)}`
          : kind === 'bin' || kind === 'text'
            ? `concat(${name}, 'x${dice.below(90)}')`
            : name,
    );
    const verb = dice.pick(['insert into', 'insert ignore into', 'replace into']);
    return this.#of(
      table,
      `${verb} ${table.name} (${columns.map(({ name }) => name).join(', ')}) select ${items.join(', ')} from ${table.name}${this.#where(table, table.name)} order by ${table.key.join(', ')} limit 3`,
    );
  }

  #update(table: Table): Write {
    const dice = this.#dice;
    const sets = this.#sets(table, table.name);
    const limited = dice.chance(0.2) ? ` order by ${table.key.join(', ')} limit ${1 + dice.below(4)}` : '';
    return this.#of(
      table,
      `update ${dice.chance(0.15) ? 'ignore ' : ''}${table.name} set ${sets}${this.#where(table, table.name)}${limited}`,
    );
  }

  #delete(table: Table): Write {
    const dice = this.#dice;
    const limited = dice.chance(0.3)
      ? ` order by ${table.key.join(', ')}${dice.pick(['', ' desc'])} limit ${1 + dice.below(4)}`
      : '';
    const where = this.#where(table, table.name);
    return this.#of(
      table,
      `delete from ${table.name}${where === '' && limited === '' && dice.chance(0.9) ? ` where ${this.#byKey(table, table.name)}` : where}${limited}`,
    );
  }

  #updateJoined(table: Table): Write {
    const dice = this.#dice;
    const other = dice.pick(this.#tables.filter((one) => sameKeys(one, table)));
    const on = this.#joined(table, 'a', other, 'b');
    return this.#of(
      table,
      `update ${table.name} a ${dice.pick(['join', 'join', 'left join'])} ${other.name} b on ${on} set ${this.#sets(table, 'a', true)}${this.#where(table, 'a')}`,
    );
  }

  #deleteJoined(table: Table): Write {
    const dice = this.#dice;
    const other = dice.pick(this.#tables.filter((one) => sameKeys(one, table)));
    const where = this.#where(table, 'a');
    return this.#of(
      table,
      dice.pick(
        [
          `delete a from ${table.name} a join ${other.name} b on ${this.#joined(table, 'a', other, 'b')}${where}`,
          `delete from ${table.name} where ${this.#first(table, '')} in (select ${this.#first(other, 'b.')} from ${other.name} b where ${this.#byKey(other, 'b')}) and ${this.#byKey(table, table.name)}`,
          `delete from a using ${table.name} a left join ${other.name} b on ${this.#joined(table, 'a', other, 'b')} where b.${other.key[0]} is null and ${this.#byKey(table, 'a')}`,
        ].filter((sql) => table !== other || !sql.includes(' in (select')),
      ),
    );
  }

  #joined(table: Table, a: string, other: Table, b: string): string {
    return `${this.#first(table, `${a}.`)} = ${this.#first(other, `${b}.`)}`;
  }

  /** A whole number of the key. */
  #first({ columns, key }: Table, prefix: string): string {
    const int = columns.find(({ name, kind }) => KEYS.test(name) && (kind === 'int' || kind === 'uint'));
    return `${prefix}${int?.name ?? key[0]}`;
  }

  /** `certain`: each row gets the same however often it is met. */
  #sets(table: Table, alias: string, certain = false): string {
    const dice = this.#dice;
    const roll = dice.below(100);
    const plain = settable(table).filter(({ name }) => /^c\d/.test(name));
    const named = (name: string) => (alias === table.name ? name : `${alias}.${name}`);
    const keys = settable(table).filter(({ name }) => KEYS.test(name));
    if (roll < 14 && !certain) {
      const one = dice.pick(keys);
      return `${named(one.name)} = ${dice.chance(0.3) && one.kind === 'int' ? `${named(one.name)} + 300` : one.literal(dice)}`;
    }
    const chosen = new Set(dice.times(3, () => dice.pick(plain)));
    return [...chosen].map((one) => `${named(one.name)} = ${this.#newValue(one, table, alias, certain)}`).join(', ');
  }

  #newValue(one: Column, table: Table, alias: string, certain: boolean): string {
    const dice = this.#dice;
    if (!one.notNull && dice.chance(0.1)) return 'null';
    const same = settable(table).filter(({ type, notNull }) => type === one.type && (notNull || !one.notNull));
    const other = dice.pick(same).name;
    const source = certain ? one.literal(dice) : `${alias === table.name ? '' : `${alias}.`}${other}`;
    if (dice.chance(0.2)) return source;
    if (one.kind === 'text' && dice.chance(0.3)) return `left(concat(${source}, ${one.literal(dice)}), 10)`;
    if (one.kind === 'dec' && dice.chance(0.3)) return `${source} / 2`;
    if ((one.kind === 'date' || one.kind === 'dtm') && dice.chance(0.3))
      return `if(year(${source}) between 2001 and 2030, date_add(${source}, interval 3 day), ${source})`;
    if (one.kind === 'int' && dice.chance(0.3)) return `${source} % 7 + ${dice.below(9)}`;
    if (dice.chance(0.15) && (one.kind === 'int' || one.kind === 'dec')) {
      const read = dice.pick(this.#tables.filter(({ name }) => name !== table.name));
      return `(select count(*) from ${read.name} where ${this.#byKey(read, read.name)})`;
    }
    return one.literal(dice);
  }

  #where(table: Table, alias: string): string {
    const dice = this.#dice;
    const roll = dice.below(100);
    if (roll < 12) return '';
    if (roll < 55) return ` where ${this.#byKey(table, alias)}`;
    const sources: Source[] = [{ alias, columns: table.columns, key: table.key }];
    const column = this.#expressions.column(['int', 'dec', 'date', 'text', 'dbl'], sources);
    const def = table.columns.find(({ name }) => `${alias}.${name}` === column?.sql);
    if (!column || !def) return ` where ${this.#byKey(table, alias)}`;
    const condition = dice.pick([
      `${column.sql} ${dice.pick(['=', '<', '>', '<>', '<=>'])} ${def.literal(dice)}`,
      `${column.sql} in (${def.literal(dice)}, ${def.literal(dice)})`,
      `${column.sql} is ${dice.pick(['', 'not '])}null`,
      `not (${column.sql} between ${def.literal(dice)} and ${def.literal(dice)})`,
    ]);
    return ` where ${condition}${dice.chance(0.4) ? ` ${dice.pick(['and', 'or'])} ${this.#byKey(table, alias)}` : ''}`;
  }

  #byKey({ columns }: Table, alias: string): string {
    const dice = this.#dice;
    const one = dice.pick(columns.filter(({ name }) => KEYS.test(name)));
    const value = () => one.literal(dice);
    return dice.pick([
      `${alias}.${one.name} = ${value()}`,
      `${alias}.${one.name} = ${value()}`,
      `${alias}.${one.name} in (${value()}, ${value()}, ${value()})`,
      `${alias}.${one.name} >= ${value()}`,
    ]);
  }

  #of({ name }: Table, sql: string): Write {
    return { sql, tables: [name] };
  }
}

/** Whether the keys can be compared without a conversion, of which a write makes an error. */
function sameKeys(a: Table, b: Table): boolean {
  const isWhole = ({ columns }: Table) =>
    columns.some(({ name, kind }) => KEYS.test(name) && (kind === 'int' || kind === 'uint'));
  return a === b || (isWhole(a) && isWhole(b));
}

const KEYS = /^(id|ida|idb|seq|uq|lk)$/;
