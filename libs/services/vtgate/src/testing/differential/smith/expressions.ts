import type { Dice } from '../wide/dice.ts';
import { type Column, type Kind, quoted } from './columns.ts';
import type { Dialect } from './dialect.ts';
import { AGGREGATES, CONDITIONS, PRODUCTIONS } from './productions.ts';

export type Shown = Pick<Column, 'name' | 'kind' | 'collation'>;
export type Source = {
  readonly alias: string;
  readonly columns: readonly Shown[];
  /** What tells its rows apart: nothing, of what is made on the way. */
  readonly key: readonly string[];
};
export type Typed = { readonly sql: string; readonly kind: Kind; readonly collation?: string | undefined };

const NUMBERS: readonly Kind[] = ['int', 'uint', 'dec', 'dbl', 'year', 'bit'];
const ANY: readonly Kind[] = [
  'int',
  'uint',
  'dec',
  'dbl',
  'text',
  'bin',
  'date',
  'dtm',
  'time',
  'year',
  'enum',
  'set',
  'bit',
  'json',
];

const LITERALS: Readonly<Record<string, (dice: Dice) => string>> = {
  n: (dice) => String(dice.below(9)),
  n1: (dice) => String(1 + dice.below(7)),
  n3: (dice) => String(dice.below(4)),
  n7: (dice) => String(dice.below(8)),
  w: (dice) => dice.pick(["'a'", "'A'", "'b'", "''", "'ab'", "'z'", "'1'", "'12abc'", "'x y'", "'e'", "' a'", 'null']),
  like: (dice) => dice.pick(["'a%'", "'%A%'", "'_b'", "'%'", "'%|%%'", "'e%e'", "''", "'\\\\_a'"]),
  cmp: (dice) => dice.pick(['=', '=', '<', '<=', '>', '>=', '<>', '!=', '<=>']),
  unit: (dice) => dice.pick(['day', 'month', 'year', 'week', 'quarter']),
  path: (dice) => dice.pick(["'$.a'", "'$.b'", "'$[0]'", "'$'", "'$.b[1]'", "'$.k.a'"]),
  path1: (dice) => dice.pick(["'$.a'", "'$.b'", "'$[0]'", "'$.b[1]'"]),
  jsonlit: (dice) => dice.pick(["'1'", "'[1]'", '\'"a"\'', '\'{"a": 1}\'']),
  format: (dice) =>
    dice.pick(["'%Y-%m'", "'%d.%c.%y'", "'%W %M %e'", "'%H:%i:%s.%f'", "'%j %U %v %x'", "'%D %a %b %p %r'"]),
  format10: (dice) => dice.pick(["'2024-01-31'", "'2023-12-01'", "'1999-02-28'"]),
  daylit: (dice) =>
    dice.pick([
      "'2024-02-15'",
      "'2023-01-01'",
      "date'2024-12-28'",
      "timestamp'2024-02-15 10:30:00'",
      "'2024-02-15 10:30:15.5'",
    ]),
  enumlit: (dice) => dice.pick(["'small'", "'big'", "'huge'", '1', "'none'", "'12'"]),
  yearlit: (dice) => dice.pick(['2024', '0', '24', "'2023'", '2155']),
};

/** Makes expressions over the columns in scope. */
export class Expressions {
  readonly #dice: Dice;
  /** The collation that texts of this expression have, so that they can be compared. */
  #collation: string | undefined;
  /** Makes a subquery that yields one value of the kind, or a condition: given by who knows the tables. */
  subquery: ((kind: Kind | 'bool', outer: readonly Source[]) => string | undefined) | undefined;
  readonly #dialect: Dialect;

  constructor(dice: Dice, dialect: Dialect) {
    this.#dice = dice;
    this.#dialect = dialect;
  }

  #production(all: readonly string[]): string {
    for (;;) {
      const one = this.#dice.pick(all);
      if (this.#dialect.knows(one)) return one;
    }
  }

  /** A value of any kind. */
  value(sources: readonly Source[], depth: number): Typed {
    const columns = sources.flatMap(({ columns: list }) => list);
    const kind = this.#dice.chance(0.5) && columns.length > 0 ? this.#dice.pick(columns).kind : this.#dice.pick(ANY);
    return this.of(kind === 'opaque' ? 'int' : kind, sources, depth);
  }

  of(kind: Kind, sources: readonly Source[], depth: number): Typed {
    const before = this.#collation;
    this.#choose(sources);
    const sql = this.#make(kind, sources, depth);
    const collation = this.#collation;
    this.#collation = before;
    return { sql, kind, ...(kind === 'text' && { collation }) };
  }

  condition(sources: readonly Source[], depth: number): string {
    const before = this.#collation;
    this.#choose(sources);
    const sql = this.#bool(sources, depth);
    this.#collation = before;
    return sql;
  }

  aggregate(sources: readonly Source[], depth: number): Typed {
    const before = this.#collation;
    this.#choose(sources);
    const { sql, kind } = this.#dice.pick(AGGREGATES.filter((one) => this.#dialect.knows(one.sql)));
    const filled = this.#fill(sql, sources, depth);
    this.#collation = before;
    return { sql: filled, kind };
  }

  /** A column as it is: of the kinds, if there is one. */
  column(kinds: readonly Kind[] | undefined, sources: readonly Source[]): Typed | undefined {
    const all = sources.flatMap(({ alias, columns }) =>
      columns.map((one) => ({ ...one, sql: `${alias}.${one.name}` })),
    );
    const fit = all.filter(({ kind }) => (kinds ? kinds.includes(kind) : true));
    return fit.length === 0 ? undefined : this.#dice.pick(fit);
  }

  #choose(sources: readonly Source[]): void {
    const known = sources.flatMap(({ columns }) => columns.flatMap(({ collation }) => collation ?? []));
    this.#collation = known.length > 0 ? this.#dice.pick(known) : undefined;
  }

  #make(kind: Kind, sources: readonly Source[], depth: number): string {
    const productions = kind in PRODUCTIONS ? PRODUCTIONS[kind as keyof typeof PRODUCTIONS] : undefined;
    if (depth <= 0 || productions === undefined || this.#dice.chance(0.3)) return this.#leaf(kind, sources);
    const queried = this.#dice.chance(kind === 'int' ? 0.06 : 0.03) ? this.subquery?.(kind, sources) : undefined;
    if (queried !== undefined) return queried;
    return this.#fill(this.#production(productions), sources, depth - 1);
  }

  #fill(production: string, sources: readonly Source[], depth: number): string {
    return production.replace(/\{(\w+)\}/g, (_, hole: string) => this.#hole(hole, sources, depth));
  }

  #hole(hole: string, sources: readonly Source[], depth: number): string {
    const literal = LITERALS[hole];
    if (literal) return literal(this.#dice);
    switch (hole) {
      case 'bool':
        return this.#bool(sources, depth);
      case 'num':
        return this.#make(this.#dice.pick(NUMBERS), sources, depth);
      case 'str':
        return this.#make(this.#dice.pick(['text', 'text', 'bin', 'enum', 'date']), sources, depth);
      case 'any':
        return this.#make(this.#dice.pick(ANY), sources, depth);
      case 'any2':
        return this.#make(this.#dice.pick(['int', 'dec', 'text', 'date']), sources, depth);
      case 'moment':
        return this.#make(this.#dice.pick(['date', 'dtm']), sources, depth);
      case 'small':
        return this.#small(sources, depth);
      case 'key':
        return this.column(['int', 'uint', 'dec', 'date', 'text', 'bin', 'enum'], sources)?.sql ?? '1';
      case 'jsoncol': {
        const column = this.column(['json'], sources);
        return column ? `(${column.sql} -> ${this.#hole('path', sources, depth)})` : 'json_array(1)';
      }
      default:
        return this.#make(hole as Kind, sources, depth);
    }
  }

  /** A whole number far from the ends of its range. */
  #small(sources: readonly Source[], depth: number): string {
    if (depth > 0 && this.#dice.chance(0.4)) return `(${this.#make('int', sources, depth)} % 1000)`;
    const keys = sources.flatMap(({ alias, columns }) =>
      columns
        .filter(({ name, kind }) => kind === 'int' && /^(id|ida|idb|seq|uq|lk|v\d+)$/.test(name))
        .map(({ name }) => `${alias}.${name}`),
    );
    if (keys.length > 0 && this.#dice.chance(0.6)) return this.#dice.pick(keys);
    const column = this.column(['int'], sources);
    return column && this.#dice.chance(0.7) ? `(${column.sql} % 100)` : String(this.#dice.below(12));
  }

  #leaf(kind: Kind, sources: readonly Source[]): string {
    if (this.#dice.chance(0.03)) return 'null';
    const columns = sources.flatMap(({ alias, columns: list }) =>
      list
        .filter((one) => one.kind === kind)
        .filter(
          ({ collation }) =>
            collation === undefined ||
            this.#collation === undefined ||
            collation === this.#collation ||
            this.#dice.chance(0.02),
        )
        .map(({ name }) => `${alias}.${name}`),
    );
    if (columns.length > 0 && this.#dice.chance(0.88)) return this.#dice.pick(columns);
    return this.#literal(kind);
  }

  #literal(kind: Kind): string {
    const dice = this.#dice;
    switch (kind) {
      case 'uint':
        return `cast(${dice.below(9)} as unsigned)`;
      case 'dec':
        return dice.pick(['1.5', '0.00', '-2.25', '10.0', '100.125']);
      case 'dbl':
        return dice.pick(['1e0', '2.5e-1', '-1.5e1']);
      case 'text':
        return dice.pick(["'a'", "'B'", "'abc'", "'12'", "''", "'x y'", quoted('Émile')]);
      case 'bin':
        return dice.pick(["x'61'", "x'00ff'", "cast('a' as binary)"]);
      case 'date':
        return dice.pick(["date'2024-02-29'", "date'2023-01-15'", "cast('2024-12-28' as date)"]);
      case 'dtm':
        return dice.pick(["timestamp'2024-02-29 10:30:00'", "timestamp'2023-01-15 23:59:59.5'"]);
      case 'time':
        return dice.pick(["time'10:30:00'", "time'-23:59:59'"]);
      case 'json':
        return dice.pick([
          `json_object('a', 1)`,
          'json_array(1, 2)',
          `json_quote('s')`,
          `json_extract('{"a": 1}', '$.a')`,
        ]);
      default:
        return String(dice.below(12) - 2);
    }
  }

  #bool(sources: readonly Source[], depth: number): string {
    const queried = depth > 0 && this.#dice.chance(0.08) ? this.subquery?.('bool', sources) : undefined;
    if (queried !== undefined) return queried;
    return this.#fill(this.#production(CONDITIONS), sources, Math.max(0, depth - 1));
  }
}
