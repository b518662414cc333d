import type { Dice } from './dice.ts';
import { type ColumnDef, type Kind, literal, type TableDef, tableOf } from './schema.ts';
import { columnOf, conditionOf, EXACT, type Source, TEXTS } from './values.ts';
import type { Write } from './writes.ts';

/** Tables that have at most one row for an `id`. */
const BY_ID = ['acct', 'line', 'dim', 'glob'];
const ALL = [...BY_ID, 'ord', 'tag'];
const KINDS = new Set<Kind>([
  'int',
  'dec',
  'text',
  'btext',
  'date',
  'dtm',
  'enum',
  'set',
  'bit',
  'json',
  'year',
  'dbl',
]);

/** Writes whose values are computed from columns: of the row, of a joined one, of the row that is inserted, of subqueries. */
export class ComputedWrites {
  readonly #dice: Dice;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  write(): Write {
    const roll = this.#dice.below(100);
    if (roll < 30) return this.#update();
    if (roll < 50) return this.#joined();
    if (roll < 75) return this.#upsertSelect();
    if (roll < 88) return this.#upsertValues();
    return this.#deleteBySubquery();
  }

  #free(def: TableDef): ColumnDef[] {
    return this.#dice.shuffled(
      def.columns.filter(({ name, kind }) => !def.key.includes(name) && name !== 'code' && KINDS.has(kind)),
    );
  }

  /** A value that fits every column of the kind, whatever its row has, so that no error hangs on which row is first. */
  #value(kind: Kind, sources: readonly Source[]): string {
    const dice = this.#dice;
    const int = () => columnOf(sources, dice, ['int']).sql;
    const number = () => columnOf(sources, dice, EXACT).sql;
    const text = () => columnOf(sources, dice, TEXTS).sql;
    const when = () => conditionOf(sources, dice);
    switch (kind) {
      case 'int':
        return dice.pick([
          `coalesce(${int()}, 1) % 50`,
          `(coalesce(${int()}, 0) + coalesce(${int()}, 3)) % 40`,
          `if(${when()}, ${dice.below(9)}, coalesce(${int()} % 30, 2))`,
          `char_length(coalesce(${text()}, ''))`,
          `case when ${when()} then 1 else 2 end`,
        ]);
      case 'dec':
        return dice.pick([
          `round(coalesce(${number()}, 1) % 100 / 4, 2)`,
          `coalesce(${number()}, 0.5) % 90`,
          `greatest(1.5, ${dice.below(9)})`,
        ]);
      case 'dbl':
        return `coalesce(${number()}, 1) % 100 / 3`;
      case 'text':
      case 'btext':
        return dice.pick([
          `left(concat(coalesce(${text()}, '-'), coalesce(${int()}, 'n')), 5)`,
          `left(upper(coalesce(${text()}, 'none')), 4)`,
          `if(${when()}, 'yes', left(coalesce(${text()}, 'no'), 5))`,
        ]);
      case 'date':
      case 'dtm': {
        const day = columnOf(sources, dice, ['date', 'dtm']).sql;
        return dice.pick([
          `date_add(coalesce(${day}, '2024-01-31'), interval ${dice.below(40)} day)`,
          `last_day(coalesce(${day}, '2024-02-01'))`,
        ]);
      }
      case 'json':
        return `json_object('a', coalesce(${int()}, 0))`;
      case 'year':
        return `2000 + coalesce(${int()}, 1) % 50`;
      default:
        return `if(${when()}, ${literal(kind, dice)}, ${literal(kind, dice)})`;
    }
  }

  /** A number of other tables' rows, which needs `outer` or nothing of the row. */
  #number(but: string, outer: readonly Source[]): string {
    const dice = this.#dice;
    const other = tableOf(dice.pick(ALL.filter((name) => name !== but)));
    const inner: Source = { alias: 'z', columns: other.columns };
    const number = columnOf([inner], dice, ['int']).sql;
    const made = dice.pick([`count(*)`, `coalesce(max(${number}), 0) % 40`, `coalesce(min(${number}), 1) % 40`]);
    const correlated = outer.length > 0 && dice.chance(0.5);
    const where = correlated
      ? ` where ${number} = ${columnOf(outer, dice, ['int']).sql}`
      : dice.chance(0.5)
        ? ` where ${conditionOf([inner], dice)}`
        : '';
    return `(select ${made} from ${other.name} z${where})`;
  }

  #sets(def: TableDef, prefix: string, sources: readonly Source[], numbers: () => string): string {
    const dice = this.#dice;
    const sets = this.#free(def)
      .slice(0, 1 + dice.below(3))
      .map(({ name, kind }) => {
        const value = kind === 'int' && dice.chance(0.25) ? numbers() : this.#value(kind, sources);
        return `${prefix}${name} = ${value}`;
      });
    return sets.join(', ');
  }

  #update(): Write {
    const dice = this.#dice;
    const def = tableOf(dice.pick(ALL));
    const alias = dice.chance(0.5) ? 'q' : def.name;
    const one: Source = { alias, columns: def.columns };
    const from = alias === 'q' ? `${def.name} q` : def.name;
    const sets = this.#sets(def, `${alias}.`, [one], () => this.#number(def.name, [one]));
    const where = dice.chance(0.7) ? ` where ${conditionOf([one], dice)}` : '';
    const order = dice.chance(0.2)
      ? ` order by ${def.key.map((name) => `${alias}.${name}`).join(', ')} limit ${1 + dice.below(8)}`
      : '';
    return { sql: `update ${from} set ${sets}${where}${order}`, tables: [def.name] };
  }

  #joined(): Write {
    const dice = this.#dice;
    const def = tableOf(dice.pick(ALL));
    const other = tableOf(dice.pick(BY_ID.filter((name) => name !== def.name)));
    const a: Source = { alias: 'a', columns: def.columns };
    const b: Source = { alias: 'b', columns: other.columns };
    const sets = this.#sets(def, 'a.', [a, b, b], () => this.#number(def.name, [b]));
    const where = dice.chance(0.5) ? ` where ${conditionOf([a, b], dice)}` : '';
    const join = dice.pick(['join', 'join', 'left join']);
    const on = `b.id = ${columnOf([a], dice, ['int']).sql}`;
    return { sql: `update ${def.name} a ${join} ${other.name} b on ${on} set ${sets}${where}`, tables: [def.name] };
  }

  /** The columns of a new row, of which the keys are the source's `id`. */
  #row(def: TableDef, id: string, sources: readonly Source[]) {
    const names = [...def.key, ...(def.name === 'line' ? ['code'] : [])];
    const keys = names.map((name) => ({ name, sql: name === 'k' ? `concat('k', ${id})` : id }));
    const needed = def.columns.filter(({ name, ddl }) => ddl.endsWith('not null') && !names.includes(name));
    const others = [...needed, ...this.#free(def).slice(0, 2)];
    const seen = new Set<string>();
    const rest = others.flatMap(({ name, kind }) => {
      if (seen.has(name)) return [];
      seen.add(name);
      return [{ name, sql: this.#value(kind, sources) }];
    });
    return [...keys, ...rest];
  }

  #upsertSelect(): Write {
    const dice = this.#dice;
    // A table with a second unique key has rows in the way twice.
    const def = tableOf(dice.pick(ALL.filter((name) => name !== 'line')));
    const source = tableOf(dice.pick(BY_ID.filter((name) => name !== def.name)));
    const q: Source = { alias: 'q', columns: source.columns };
    const row = this.#row(def, 'q.id', [q]);
    const target: Source = { alias: def.name, columns: def.columns };
    const given: Source = {
      alias: '',
      columns: row.flatMap(({ name }) => {
        const kind = def.columns.find((one) => one.name === name)?.kind;
        return kind === 'int' ? [{ name: `values(${name})`, kind }] : [];
      }),
    };
    const sources = dice.pick([[target], [target, q], [q], [target, given], [target, q, given]]);
    const sets = this.#sets(def, `${def.name}.`, sources, () => this.#number(def.name, dice.chance(0.5) ? [q] : []));
    // A shard that gets no row has nothing to say of VALUES().
    const where = !sources.includes(given) && dice.chance(0.7) ? ` where ${conditionOf([q], dice)}` : '';
    const names = row.map(({ name }) => name).join(', ');
    const list = row.map(({ sql }) => sql).join(', ');
    return {
      sql: `insert into ${def.name} (${names}) select ${list} from ${source.name} q${where} on duplicate key update ${sets}`,
      tables: [def.name],
    };
  }

  #upsertValues(): Write {
    const dice = this.#dice;
    const def = tableOf(dice.pick(ALL.filter((name) => name !== 'line')));
    const first = 1 + dice.below(def.rows + 6);
    const literals: Source = { alias: '', columns: [] };
    const names = this.#row(def, '1', [literals]).map(({ name }) => name);
    const rows = Array.from({ length: 1 + dice.below(3) }, (_, i) => {
      const values = names.map((name) => {
        const kind = def.columns.find((one) => one.name === name)?.kind ?? 'int';
        if (name === 'k') return `'k${first + i}'`;
        return def.key.includes(name) ? String(first + i) : literal(kind, dice);
      });
      return `(${values.join(', ')})`;
    });
    const target: Source = { alias: def.name, columns: def.columns };
    const fresh: Source = { alias: 'fresh', columns: def.columns.filter(({ name }) => names.includes(name)) };
    const sets = this.#sets(def, `${def.name}.`, [target, fresh], () => this.#number(def.name, []));
    return {
      sql: `insert into ${def.name} (${names.join(', ')}) values ${rows.join(', ')} as fresh on duplicate key update ${sets}`,
      tables: [def.name],
    };
  }

  #deleteBySubquery(): Write {
    const dice = this.#dice;
    const def = tableOf(dice.pick(ALL));
    const other = tableOf(dice.pick(ALL.filter((name) => name !== def.name)));
    const one: Source = { alias: def.name, columns: def.columns };
    const inner: Source = { alias: 'w', columns: other.columns };
    const [a, b] = [columnOf([one], dice, ['int']).sql, columnOf([inner], dice, ['int']).sql];
    const c = columnOf([one], dice, ['int', 'date']);
    const same = columnOf([inner], dice, [c.kind]).sql;
    const condition = dice.pick([
      `(${a}, ${c.sql}) in (select ${b}, ${same} from ${other.name} w)`,
      `${a} = (select max(${b}) from ${other.name} w where ${conditionOf([inner], dice)})`,
      `${a} < all (select ${b} from ${other.name} w where ${b} is not null)`,
      `${a} = any (select ${b} from ${other.name} w where ${same} = ${c.sql})`,
      `${a} > (select count(*) from ${other.name} w where ${b} = ${a})`,
      `${a} = (select ${b} from ${other.name} w) and ${conditionOf([one], dice)} and 1 = 0`,
    ]);
    return { sql: `delete from ${def.name} where ${condition}`, tables: [def.name] };
  }
}
