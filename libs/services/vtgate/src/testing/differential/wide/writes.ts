import { ComputedWrites } from './computed-writes.ts';
import type { Dice } from './dice.ts';
import { type ColumnDef, literal, rowValues, type TableDef, tableOf } from './schema.ts';
import { columnOf, conditionOf, type Source } from './values.ts';

export type Write = { readonly sql: string; readonly tables: readonly string[] };

const NAMES = ['acct', 'acct', 'ord', 'ord', 'line', 'line', 'tag', 'dim', 'glob'];
/** A write whose errors and rounding do not hang on which row is first. */
const PLAIN_KINDS = new Set([
  'int',
  'uint',
  'dec',
  'text',
  'btext',
  'date',
  'enum',
  'json',
  'year',
  'dtm',
  'set',
  'bit',
]);

/** Makes writes whose effect is the same in whatever order their rows are found. */
export class Writes {
  readonly #dice: Dice;
  readonly #computed: ComputedWrites;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#computed = new ComputedWrites(dice);
  }

  write(): Write {
    if (this.#dice.chance(0.35)) return this.#computed.write();
    const def = tableOf(this.#dice.pick(NAMES));
    const roll = this.#dice.below(100);
    if (roll < 28) return this.#insert(def);
    if (roll < 38) return this.#insertSelect(def);
    if (roll < 68) return this.#update(def);
    if (roll < 78) return this.#joined(def);
    return this.#delete(def);
  }

  #id(def: TableDef): number {
    return 1 + this.#dice.below(def.rows + 12);
  }

  #columns(def: TableDef): readonly ColumnDef[] {
    const keys = def.columns.filter(({ name }) => def.key.includes(name) || name === 'code');
    const others = def.columns.filter((one) => !keys.includes(one));
    return [...keys, ...this.#dice.shuffled(others).slice(0, this.#dice.below(others.length + 1))];
  }

  #insert(def: TableDef): Write {
    const dice = this.#dice;
    const columns = this.#columns(def);
    const rows = dice.times(3, () => rowValues(def, columns, dice, this.#id(def)));
    const verb = dice.pick(['insert into', 'insert into', 'insert into', 'insert ignore into', 'replace into']);
    const names = columns.map(({ name }) => name);
    const end = verb === 'insert into' && dice.chance(0.4) ? ` on duplicate key update ${this.#duplicate(def)}` : '';
    return { sql: `${verb} ${def.name} (${names.join(', ')}) values ${rows.join(', ')}${end}`, tables: [def.name] };
  }

  #duplicate(def: TableDef): string {
    const dice = this.#dice;
    if (dice.chance(def.name === 'line' ? 0.6 : 0.1)) return this.#duplicateKey(def);
    const free = def.columns.filter(({ name, kind }) => !isKey(def, name) && PLAIN_KINDS.has(kind));
    const target = dice.pick(free);
    const int = free.find(({ kind }) => kind === 'int');
    return dice
      .pick([
        `${target.name} = ${literal(target.kind, dice)}`,
        `${target.name} = values(${target.name})`,
        int ? `${int.name} = coalesce(${int.name}, 0) + 1` : `${target.name} = ${target.name}`,
        `${target.name} = default`,
      ])
      .replace(/^(\w+) = default$/, `${target.name} = default(${target.name})`);
  }

  /** Changes what vindexes say of the row that was there. */
  #duplicateKey({ name, key, columns }: TableDef): string {
    const dice = this.#dice;
    const [first = ''] = key;
    const changed = `${first} = ${columns.find((one) => one.name === first)?.kind === 'int' ? `${name}.${first} + ${50 + dice.below(40)}` : `concat(${name}.${first}, 'd')`}`;
    const choices = [
      `${first} = values(${first})`,
      changed,
      `${key.map((one) => `${one} = values(${one})`).join(', ')}`,
    ];
    if (name === 'line')
      choices.push(
        'code = values(code)',
        'code = line.code + 100',
        'code = values(code) + line.id',
        `code = values(code), ${changed}`,
      );
    return dice.pick(choices);
  }

  #insertSelect(def: TableDef): Write {
    const dice = this.#dice;
    const source = tableOf(dice.pick(NAMES));
    const one: Source = { alias: 'q', columns: source.columns };
    const base = 60 + dice.below(20);
    const columns = this.#columns(def);
    const list = columns.map(({ name, kind }) => {
      if (name === 'id' || name === 'code')
        return source.columns[0]?.kind === 'int' ? `q.${source.key.at(-1)} + ${base}` : `coalesce(q.n, 0) + ${base}`;
      if (name === 'k') return `concat('c', q.${source.key.at(-1)})`;
      if (name === 'acct_id') return source.columns[0]?.kind === 'int' ? `q.${source.columns[0].name}` : '1';
      const fit = columnOf([one], dice, [kind]);
      return def.columns.find((def) => def.name === name)?.ddl.includes('not null')
        ? `coalesce(${fit.sql}, ${literal(kind, dice)})`
        : fit.sql;
    });
    const verb = dice.pick(['insert into', 'insert into', 'insert ignore into', 'replace into']);
    const where = dice.chance(0.7) ? ` where ${conditionOf([one], dice)}` : '';
    const order = verb === 'insert into' ? '' : ` order by ${source.key.map((name) => `q.${name}`).join(', ')}`;
    return {
      sql: `${verb} ${def.name} (${columns.map(({ name }) => name).join(', ')}) select ${list.join(', ')} from ${source.name} q${where}${order}`,
      tables: [def.name],
    };
  }

  #assignments(def: TableDef, alias: string): string {
    const dice = this.#dice;
    const free = dice.shuffled(def.columns.filter(({ name, kind }) => !isKey(def, name) && PLAIN_KINDS.has(kind)));
    const prefix = alias === '' ? '' : `${alias}.`;
    const sets = free.slice(0, 1 + dice.below(2)).map(({ name, kind, ddl }) => {
      const target = `${prefix}${name}`;
      if (kind === 'int' && dice.chance(0.4)) return `${target} = coalesce(${target}, 1) ${dice.pick(['+', '-'])} 1`;
      if (kind === 'text' && dice.chance(0.3)) return `${target} = left(concat(coalesce(${target}, ''), 'z'), 5)`;
      if (dice.chance(0.12) && !ddl.includes('not null')) return `${target} = null`;
      if (dice.chance(0.06)) return `${target} = default`;
      return `${target} = ${literal(kind, dice)}`;
    });
    return sets.join(', ');
  }

  #update(def: TableDef): Write {
    const dice = this.#dice;
    const alias = dice.chance(0.3) ? 'q' : '';
    const one: Source = { alias: alias || def.name, columns: def.columns };
    const from = alias ? `${def.name} ${alias}` : def.name;
    const key = this.#keyChange(def);
    const set = key ?? this.#setting(def, alias, one);
    const where = key ? this.#oneKey(def) : this.#where(one, def);
    const order = def.key.map((name) => `${alias ? `${alias}.` : ''}${name}`).join(', ');
    const limit = dice.chance(0.2) ? ` order by ${order} limit ${1 + dice.below(6)}` : '';
    const ignore = dice.chance(0.06) ? 'ignore ' : '';
    return {
      sql: `update ${ignore}${key ? def.name : from} set ${set}${where}${key ? '' : limit}`,
      tables: [def.name],
    };
  }

  #setting(def: TableDef, alias: string, one: Source): string {
    const dice = this.#dice;
    if (!dice.chance(0.15)) return this.#assignments(def, alias);
    const other = tableOf(dice.pick(NAMES.filter((name) => name !== def.name)));
    const inner: Source = { alias: 'z', columns: other.columns };
    const number = columnOf([inner], dice, ['int']).sql;
    const correlated = dice.chance(0.5) ? ` where ${number} = ${columnOf([one], dice, ['int']).sql}` : '';
    return `${alias ? `${alias}.` : ''}${dice.pick(def.columns.filter(({ name, kind }) => kind === 'int' && !isKey(def, name) && name !== 'm')).name} = (select max(${number}) from ${other.name} z${correlated})`;
  }

  /** The columns by which a row is found, the shard's among them. */
  #keyChange(def: TableDef): string | undefined {
    if (!this.#dice.chance(0.12)) return undefined;
    const name = this.#dice.pick([...def.key, ...(def.name === 'line' ? ['code'] : [])]);
    if (name === 'k') return `k = 'k${this.#id(def)}'`;
    return this.#dice.chance(0.5) ? `${name} = ${this.#id(def)}` : `${name} = ${name} + 30`;
  }

  #oneKey(def: TableDef): string {
    const name = this.#dice.pick(def.key);
    return ` where ${name} = ${name === 'k' ? `'k${this.#id(def)}'` : this.#id(def)}`;
  }

  #where(one: Source, def: TableDef): string {
    const dice = this.#dice;
    if (dice.chance(0.3)) return this.#oneKey(def).replace(/where (\w+)/, `where ${one.alias}.$1`);
    const name = NAMES.filter((other) => other !== def.name);
    if (dice.chance(0.15)) {
      const other = tableOf(dice.pick(name));
      const inner: Source = { alias: 'w', columns: other.columns };
      const number = columnOf([inner], dice, ['int']).sql;
      const outer = columnOf([one], dice, ['int']).sql;
      return dice.pick([
        ` where ${outer} in (select ${number} from ${other.name} w where ${conditionOf([inner], dice)})`,
        ` where exists (select 1 from ${other.name} w where ${number} = ${outer})`,
        ` where not exists (select 1 from ${other.name} w where ${number} = ${outer})`,
        ` where ${outer} > (select avg(${number}) from ${other.name} w)`,
      ]);
    }
    return ` where ${conditionOf([one], dice)}`;
  }

  #joined(def: TableDef): Write {
    const dice = this.#dice;
    const other = tableOf(dice.pick(NAMES.filter((name) => name !== def.name)));
    const a: Source = { alias: 'a', columns: def.columns };
    const b: Source = { alias: 'b', columns: other.columns };
    const on = `${columnOf([a], dice, ['int']).sql} = ${columnOf([b], dice, ['int']).sql}`;
    const kind = dice.pick(['join', 'join', 'left join']);
    const where = dice.chance(0.6) ? ` where ${conditionOf([a, b], dice)}` : '';
    const from = `${def.name} a ${kind} ${other.name} b on ${on}`;
    if (dice.chance(0.4)) {
      const targets = dice.pick(['a', 'a', 'a, b']);
      return { sql: `delete ${targets} from ${from}${where}`, tables: [def.name, other.name] };
    }
    const constant = def.columns.filter(({ name, kind }) => !isKey(def, name) && PLAIN_KINDS.has(kind));
    const target = dice.pick(constant);
    const second = dice.pick(other.columns.filter(({ name, kind }) => !isKey(other, name) && PLAIN_KINDS.has(kind)));
    const also = dice.chance(0.25) ? `, b.${second.name} = ${literal(second.kind, dice)}` : '';
    return {
      sql: `update ${from} set a.${target.name} = ${literal(target.kind, dice)}${also}${where}`,
      tables: [def.name, other.name],
    };
  }

  #delete(def: TableDef): Write {
    const dice = this.#dice;
    const one: Source = { alias: def.name, columns: def.columns };
    const limit = dice.chance(0.4) ? ` order by ${def.key.join(', ')} limit ${1 + dice.below(4)}` : '';
    const where = dice.chance(0.1) && limit !== '' ? '' : this.#where(one, def);
    return { sql: `delete from ${def.name}${where}${limit}`, tables: [def.name] };
  }
}

function isKey(def: TableDef, name: string): boolean {
  return def.key.includes(name) || name === 'code';
}
