import type { Dice } from '../wide/dice.ts';
import type { Kind } from './columns.ts';
import type { Dialect } from './dialect.ts';
import { Expressions, type Shown, type Source, type Typed } from './expressions.ts';
import type { Table } from './tables.ts';

export type Select = { readonly sql: string; readonly columns: readonly Shown[] };

/** Kinds of which equal values look alike, so that it does not matter which one stands for a group of them. */
const DISTINCT: readonly Kind[] = ['int', 'uint', 'dec', 'date', 'dtm', 'bin', 'year'];

/** Random reads: a block of joins, or something made of blocks. */
export class Selects {
  readonly #dice: Dice;
  readonly #tables: readonly Table[];
  readonly expressions: Expressions;
  #alias = 0;
  #nesting = 0;

  constructor(dice: Dice, tables: readonly Table[], dialect: Dialect) {
    this.#dice = dice;
    this.#tables = tables;
    this.expressions = new Expressions(dice, dialect);
    this.expressions.subquery = (kind, outer) => this.#subquery(kind, outer);
  }

  /** A whole statement. */
  statement(): string {
    this.#alias = 0;
    const roll = this.#dice.below(100);
    if (roll < 45) return this.#plain(true).sql;
    if (roll < 70) return this.#grouped(true).sql;
    if (roll < 78) return this.#windowed().sql;
    if (roll < 90) return this.#united(true).sql;
    if (roll < 97) return this.#withTables();
    return this.#recursive();
  }

  /** A block's FROM and WHERE, apart. */
  block(): { readonly from: string; readonly sources: readonly Source[] } {
    this.#alias = 0;
    return this.#from();
  }

  #nested<T>(make: () => T): T {
    this.#nesting++;
    const made = make();
    this.#nesting--;
    return made;
  }

  // -- FROM ---------------------------------------------------------------------------------------------------------

  #from(): { readonly from: string; readonly sources: readonly Source[] } {
    const dice = this.#dice;
    const count = this.#nesting > 0 ? (dice.chance(0.75) ? 1 : 2) : dice.pick([1, 1, 1, 2, 2, 2, 3, 4]);
    // A derived table that begins parentheses is something else to MySQL's grammar.
    const first = this.#source(count === 1);
    let from = first.sql;
    const sources = [first.source];
    for (let i = 1; i < count; i++) {
      const next = this.#source(true);
      const kind = dice.pick([
        'join',
        'join',
        'left join',
        'left join',
        'right join',
        'inner join',
        'cross join',
        ',',
        'straight_join',
      ]);
      sources.push(next.source);
      // Tables and commas bind less than joins: what is there already goes into parentheses.
      if (kind === ',' || kind === 'cross join') from = `(${from}) ${kind} ${next.sql}`;
      else from = `${kind === 'right join' ? `(${from})` : from} ${kind} ${next.sql} on ${this.#on(sources)}`;
    }
    return { from, sources };
  }

  #on(sources: readonly Source[]): string {
    const dice = this.#dice;
    const last = sources.at(-1) as Source;
    const others = sources.slice(0, -1);
    const mine = this.expressions.column(
      ['int', 'uint'],
      [{ ...last, columns: last.columns.filter(({ name }) => KEYS.test(name)) }],
    );
    const theirs = this.expressions.column(
      ['int', 'uint', 'dec', 'year'],
      others.map((one) =>
        dice.chance(0.7) ? { ...one, columns: one.columns.filter(({ name }) => KEYS.test(name)) } : one,
      ),
    );
    const more = dice.chance(0.3)
      ? ` ${dice.pick(['and', 'and', 'or'])} ${this.expressions.condition(sources, 1)}`
      : '';
    if (mine && theirs && dice.chance(0.85)) return `${theirs.sql} = ${mine.sql}${more}`;
    const text = this.expressions.column(['text'], [last]);
    const same = this.expressions.column(
      ['text'],
      others.map((one) => ({ ...one, columns: one.columns.filter(({ collation }) => collation === text?.collation) })),
    );
    if (text && same) return `${same.sql} = ${text.sql}${more}`;
    return this.expressions.condition(sources, 2);
  }

  #source(mayDerive: boolean): { readonly sql: string; readonly source: Source } {
    const alias = this.#name('t');
    if (mayDerive && this.#nesting < 2 && this.#dice.chance(0.14)) {
      const inner = this.#nested(() =>
        this.#dice.pick([() => this.#plain(false, true), () => this.#grouped(false), () => this.#united(false)])(),
      );
      const columns = inner.columns.filter(({ kind }) => kind !== 'opaque');
      return {
        sql: `(${inner.sql}) ${this.#dice.chance(0.5) ? 'as ' : ''}${alias}`,
        source: { alias, columns, key: [] },
      };
    }
    const { name, columns, key } = this.#dice.pick(this.#tables);
    return { sql: `${name} ${alias}`, source: { alias, columns, key } };
  }

  #name(prefix: string): string {
    return `${prefix}${++this.#alias}`;
  }

  #where(sources: readonly Source[], outer: readonly Source[] = []): string {
    const dice = this.#dice;
    if (dice.chance(0.25) && outer.length === 0) return '';
    const parts = dice.times(2, () => {
      const table = dice.pick(sources);
      const key = table.key.length > 0 && dice.chance(0.3) ? this.#byKey(table) : undefined;
      return key ?? this.expressions.condition([...sources, ...outer], 3);
    });
    if (outer.length > 0 && dice.chance(0.8)) {
      const mine = this.expressions.column(['int', 'uint'], sources);
      const theirs = this.expressions.column(['int', 'uint'], outer);
      if (mine && theirs) parts.unshift(`${mine.sql} ${dice.pick(['=', '=', '=', '<', '<>'])} ${theirs.sql}`);
    }
    return ` where ${parts.join(dice.pick([' and ', ' and ', ' or ']))}`;
  }

  #byKey({ alias, key, columns }: Source): string {
    const dice = this.#dice;
    const name = key[0] as string;
    const literal =
      columns.find((one) => one.name === name)?.kind === 'text' ||
      columns.find((one) => one.name === name)?.kind === 'bin'
        ? () => dice.pick(["'a'", "'b'", "'k1'", "'AB'", "'emile'", "'zoë'"])
        : () => String(1 + dice.below(20));
    return dice.pick([
      () => `${alias}.${name} = ${literal()}`,
      () => `${alias}.${name} in (${literal()}, ${literal()}, ${literal()})`,
      () => `${alias}.${name} between ${literal()} and ${literal()}`,
      () => `(${alias}.${name} = ${literal()} or ${alias}.${name} = ${literal()})`,
    ])();
  }

  // -- blocks -------------------------------------------------------------------------------------------------------

  /** `inner`: to be selected from, so that every row and value is certain. */
  #plain(outermost: boolean, inner = false): Select {
    const dice = this.#dice;
    const { from, sources } = this.#from();
    const star = outermost && dice.chance(0.06);
    const items = star ? [] : dice.times(4, () => this.expressions.value(sources, 4));
    const distinct = !star && dice.chance(0.15);
    const shown = star ? [] : items.map((item, i) => this.#shown(item, i, distinct));
    const list = star ? '*' : items.map(({ sql }, i) => `${sql}${this.#as(shown[i] as Shown, outermost)}`).join(', ');
    const where = this.#where(sources);
    const head = `select ${distinct ? 'distinct ' : ''}${list} from ${from}${where}`;
    const hasKeys = sources.every(({ key }) => key.length > 0);
    if (distinct || star || !hasKeys || (!outermost && !dice.chance(0.3))) {
      if (distinct && dice.chance(0.4) && !inner)
        return { sql: `${head}${this.#orderBy(items.map((_, i) => String(i + 1)))}`, columns: shown };
      return { sql: head, columns: shown };
    }
    if (dice.chance(0.5)) return { sql: head, columns: shown };
    return {
      sql: `${head}${this.#orderBy(this.#total(sources, outermost ? shown : []))}${this.#limit()}`,
      columns: shown,
    };
  }

  /** What orders rows fully: something, and then all keys. */
  #total(sources: readonly Source[], shown: readonly Shown[]): string[] {
    const dice = this.#dice;
    const keys = sources.flatMap(({ alias, key }) => key.map((name) => `${alias}.${name}`));
    const first = dice.chance(0.6)
      ? [
          shown.length > 0 && dice.chance(0.3)
            ? String(1 + dice.below(shown.length))
            : this.expressions.value(sources, 2).sql,
        ]
      : [];
    const certain = first.filter((sql) => !/^-?\d+$/.test(sql) || (Number(sql) <= shown.length && Number(sql) > 0));
    return [...certain, ...keys];
  }

  #orderBy(items: readonly string[]): string {
    return ` order by ${items.map((item) => `${item}${this.#dice.pick(['', '', ' asc', ' desc'])}`).join(', ')}`;
  }

  #limit(): string {
    if (!this.#dice.chance(0.5)) return '';
    return this.#dice.pick([
      ` limit ${this.#dice.below(6)}`,
      ` limit ${1 + this.#dice.below(9)} offset ${this.#dice.below(5)}`,
      ` limit ${this.#dice.below(4)}, ${this.#dice.below(8)}`,
    ]);
  }

  #shown({ kind, collation }: Typed, i: number, distinct: boolean): Shown {
    const certain = !distinct || DISTINCT.includes(kind);
    return {
      name: `v${i}`,
      kind: certain && kind !== 'enum' && kind !== 'set' ? kind : 'opaque',
      ...(collation !== undefined && { collation }),
    };
  }

  #as({ name }: Shown, outermost: boolean): string {
    return outermost && this.#dice.chance(0.6) ? '' : ` as ${name}`;
  }

  #grouped(outermost: boolean): Select {
    const dice = this.#dice;
    const { from, sources } = this.#from();
    const where = this.#where(sources);
    const keys = dice.chance(0.25) ? [] : dice.times(3, () => this.#groupKey(sources));
    const aggregates = dice.times(3, () => {
      const one = this.expressions.aggregate(sources, 2);
      if (one.kind === 'int' && dice.chance(0.25)) return { ...one, sql: `${one.sql} + ${dice.below(5)}` };
      return one;
    });
    const items: Typed[] = [...keys.filter(() => dice.chance(0.9)), ...aggregates];
    const shown = items.map((item, i) => this.#shown(item, i, true));
    const list = items.map(({ sql }, i) => `${sql}${this.#as(shown[i] as Shown, outermost)}`).join(', ');
    const rollup = keys.length > 0 && outermost && dice.chance(0.12);
    const group =
      keys.length > 0 ? ` group by ${keys.map(({ sql }) => sql).join(', ')}${rollup ? ' with rollup' : ''}` : '';
    const having = !rollup && dice.chance(0.3) ? ` having ${this.#having(sources, keys)}` : '';
    const order =
      outermost && !rollup && dice.chance(0.4) ? `${this.#orderBy(items.map((_, i) => String(i + 1)))}` : '';
    const sure = keys.every((key) => items.includes(key));
    const limit = order !== '' && sure && !items.some(({ kind }) => kind === 'opaque') ? this.#limit() : '';
    return { sql: `select ${list} from ${from}${where}${group}${having}${order}${limit}`, columns: shown };
  }

  #groupKey(sources: readonly Source[]): Typed {
    const column = this.#dice.chance(0.6)
      ? this.expressions.column(['int', 'uint', 'dec', 'date', 'text', 'bin', 'year', 'enum', 'dtm'], sources)
      : undefined;
    if (column) return column;
    const made = this.expressions.of(this.#dice.pick(['int', 'dec', 'date', 'uint']), sources, 2);
    // A number alone would be a position.
    return /^-?[\d.]+$|^null$/.test(made.sql) ? { ...made, sql: `(${made.sql} + 0)` } : made;
  }

  #having(sources: readonly Source[], keys: readonly Typed[]): string {
    const dice = this.#dice;
    const simple = `${dice.pick(['count(*)', 'sum(1)', `max(${this.expressions.of('int', sources, 1).sql})`, `min(${this.expressions.of('dec', sources, 1).sql})`])} ${dice.pick(['>', '<', '=', '<>', '>='])} ${dice.below(5)}`;
    const key = keys.find(({ kind }) => kind === 'int' || kind === 'dec');
    if (key && dice.chance(0.4))
      return `${simple} ${dice.pick(['and', 'or'])} ${key.sql} ${dice.pick(['>', '<', '<>'])} ${dice.below(9)}`;
    return simple;
  }

  #windowed(): Select {
    const dice = this.#dice;
    const { from, sources } = this.#from();
    if (sources.some(({ key }) => key.length === 0)) return this.#plain(true);
    const where = this.#where(sources);
    const keys = sources.flatMap(({ alias, key }) => key.map((name) => `${alias}.${name}`));
    const window = () => {
      const partition = dice.chance(0.6) ? `partition by ${this.#groupKey(sources).sql} ` : '';
      const order = `order by ${[...(dice.chance(0.5) ? [this.expressions.of('int', sources, 1).sql] : []).filter((sql) => !/^-?\d+$/.test(sql)), ...keys].join(', ')}`;
      const frame = dice.chance(0.3)
        ? ` rows between ${dice.pick(['unbounded preceding', '1 preceding', 'current row'])} and ${dice.pick(['current row', '1 following', 'unbounded following'])}`
        : '';
      return { text: `(${partition}${order}${frame})` };
    };
    const calls = dice.times(2, () => {
      const int = this.expressions.of('int', sources, 1).sql;
      const call = dice.pick([
        'row_number()',
        'rank()',
        'dense_rank()',
        'ntile(3)',
        `lag(${int})`,
        `lead(${int}, 2, 0)`,
        `first_value(${int})`,
        `last_value(${int})`,
        `nth_value(${int}, 2)`,
        `sum(${int} % 100)`,
        'count(*)',
        `max(${int})`,
        `avg(${int} % 50)`,
        'cume_dist()',
        'percent_rank()',
      ]);
      return `${call} over ${window().text}`;
    });
    const items = [...keys, ...calls];
    return {
      sql: `select ${items.join(', ')} from ${from}${where}${dice.chance(0.4) ? `${this.#orderBy(keys)}${this.#limit()}` : ''}`,
      columns: [],
    };
  }

  #united(outermost: boolean): Select {
    const dice = this.#dice;
    const kinds: Kind[] = dice.times(3, () =>
      dice.pick(['int', 'dec', 'uint', 'date', 'bin', 'dtm', 'int', 'dbl', 'year', 'text', 'time'] as const),
    );
    const branch = () => {
      const { from, sources } = this.#nested(() => this.#from());
      const items = kinds.map((kind) =>
        dice.chance(0.15)
          ? this.expressions.of(dice.pick(['int', 'dec']), sources, 2)
          : this.expressions.of(kind, sources, 2),
      );
      return {
        items,
        sql: `select ${dice.chance(0.15) ? 'distinct ' : ''}${items.map(({ sql }, i) => `${sql} as v${i}`).join(', ')} from ${from}${this.#where(sources)}`,
      };
    };
    const branches = dice.times(3, branch);
    if (branches.length === 1) branches.push(branch());
    const operators = branches
      .slice(1)
      .map(() => dice.pick(['union', 'union all', 'union all', 'union distinct', 'intersect', 'except', 'except all']));
    const sql = branches
      .map(({ sql: one }, i) => `${i > 0 ? ` ${operators[i - 1]} ` : ''}${dice.chance(0.3) ? `(${one})` : one}`)
      .join('');
    const columns = kinds.map(
      (kind, i): Shown => ({
        name: `v${i}`,
        kind: kind === 'int' && branches.every(({ items }) => items[i]?.kind === 'int') ? 'int' : 'opaque',
      }),
    );
    const order =
      outermost && dice.chance(0.4)
        ? `${this.#orderBy(kinds.map((_, i) => String(i + 1)))}${kinds.includes('dbl') || kinds.includes('text') ? '' : this.#limit()}`
        : '';
    return { sql: `${sql}${order}`, columns };
  }

  #withTables(): string {
    const dice = this.#dice;
    const inner = this.#nested(() => (dice.chance(0.5) ? this.#plain(false, true) : this.#grouped(false)));
    const name = this.#name('w');
    const sources: Source[] = [
      { alias: name, columns: inner.columns.filter(({ kind }) => kind !== 'opaque'), key: [] },
    ];
    let from = name;
    if (dice.chance(0.6)) {
      const table = dice.chance(0.4) ? undefined : dice.pick(this.#tables);
      const alias = this.#name('t');
      const second: Source = table
        ? { alias, columns: table.columns, key: table.key }
        : { ...(sources[0] as Source), alias };
      sources.push(second);
      from = `${name} ${dice.pick(['join', 'left join'])} ${table?.name ?? name} ${alias} on ${this.#on(sources)}`;
    }
    const items = dice.times(3, () => this.expressions.value(sources, 2));
    return `with ${name} as (${inner.sql}) select ${items.map(({ sql }) => sql).join(', ')} from ${from}${this.#where(sources)}`;
  }

  #recursive(): string {
    const dice = this.#dice;
    const table = dice.pick(this.#tables);
    const column = table.columns.find(({ kind, name }) => kind === 'int' && KEYS.test(name))?.name ?? '1';
    const start = dice.chance(0.5)
      ? `select ${dice.below(3)} as n`
      : `select min(${column}) + 0 as n from ${table.name}`;
    return `with recursive r as (${start} union all select n + ${1 + dice.below(3)} from r where n < ${5 + dice.below(15)}) select r.n, count(t.${table.key[0]}) from r left join ${table.name} t on ${column === '1' ? '1 = r.n' : `t.${column} = r.n`} group by r.n order by 1`;
  }

  // -- subqueries ---------------------------------------------------------------------------------------------------

  #subquery(kind: 'int' | 'bool', outer: readonly Source[]): string {
    if (this.#nesting >= 2) return kind === 'int' ? '1' : '(1 = 1)';
    return this.#nested(() => (kind === 'int' ? this.#scalar(outer) : this.#predicate(outer)));
  }

  #scalar(outer: readonly Source[]): string {
    const dice = this.#dice;
    const { from, sources } = this.#from();
    const where = this.#where(sources, dice.chance(0.6) ? outer : []);
    if (dice.chance(0.75) || sources.some(({ key }) => key.length === 0))
      return `(select ${dice.pick(['count(*)', `max(${this.expressions.of('int', sources, 1).sql})`, `min(${this.expressions.of('int', sources, 1).sql})`, `count(distinct ${this.expressions.column(['int'], sources)?.sql ?? '1'})`])} from ${from}${where})`;
    return `(select ${this.expressions.of('int', sources, 1).sql} from ${from}${where}${this.#orderBy(this.#total(sources, []))} limit 1)`;
  }

  #predicate(outer: readonly Source[]): string {
    const dice = this.#dice;
    const { from, sources } = this.#from();
    const where = this.#where(sources, dice.chance(0.5) ? outer : []);
    const not = dice.chance(0.35) ? 'not ' : '';
    const kind = dice.pick(['int', 'int', 'dec', 'date'] as const);
    const left = () => this.expressions.of(kind, outer, 1).sql;
    const item = () => this.expressions.of(kind, sources, 1).sql;
    return dice.pick([
      () => `(${not}exists (select ${dice.pick(['1', '*'])} from ${from}${where}))`,
      () => `(${left()} ${not}in (select ${item()} from ${from}${where}))`,
      () =>
        `(${left()} ${dice.pick(['=', '<', '>', '<>', '>='])} ${dice.pick(['any', 'some', 'all'])} (select ${item()} from ${from}${where}))`,
      () => `((${left()}, ${left()}) ${not}in (select ${item()}, ${item()} from ${from}${where}))`,
    ])();
  }
}

const KEYS = /^(id|ida|idb|seq|uq|lk|v\d+)$/;
