import type { Dice } from '../wide/dice.ts';
import type { Kind } from './columns.ts';
import type { Dialect } from './dialect.ts';
import { Expressions, type Shown, type Source } from './expressions.ts';
import type { Table } from './tables.ts';

export type Select = { readonly sql: string; readonly columns: readonly Shown[] };
export type From = { readonly from: string; readonly sources: readonly Source[] };

/** Kinds of which equal values look alike, so that it does not matter which one stands for a group of them. */
export const DISTINCT: readonly Kind[] = ['int', 'uint', 'dec', 'date', 'dtm', 'bin', 'year'];

/** Columns that have few values, and the same ones in every table. */
export const KEYS = /^(id|ida|idb|seq|uq|lk|v\d+)$/;

/** What every read is made of: names, tables and how they are joined, conditions, orders and limits. */
export class Blocks {
  readonly dice: Dice;
  readonly tables: readonly Table[];
  readonly dialect: Dialect;
  readonly expressions: Expressions;
  /** Makes what stands in FROM instead of a table: given by who makes whole blocks. */
  derive: (() => Select) | undefined;
  #alias = 0;
  #nesting = 0;

  constructor(dice: Dice, tables: readonly Table[], dialect: Dialect) {
    this.dice = dice;
    this.tables = tables;
    this.dialect = dialect;
    this.expressions = new Expressions(dice, dialect);
  }

  /** A new statement begins. */
  begin(): void {
    this.#alias = 0;
  }

  name(prefix: string): string {
    return `${prefix}${++this.#alias}`;
  }

  get nesting(): number {
    return this.#nesting;
  }

  nested<T>(make: () => T): T {
    this.#nesting++;
    const made = make();
    this.#nesting--;
    return made;
  }

  // -- FROM ---------------------------------------------------------------------------------------------------------

  from(): From {
    const { dice } = this;
    const count = this.#nesting > 0 ? (dice.chance(0.75) ? 1 : 2) : dice.pick([1, 1, 1, 2, 2, 2, 3, 4]);
    return this.#joined(count);
  }

  /** Joins of `count` tables: a chain, or parts of it in parentheses. */
  #joined(count: number): From {
    const { dice } = this;
    // A derived table that begins parentheses is something else to MySQL's grammar.
    if (count === 1) return this.#source(true);
    const right = count > 2 && dice.chance(0.3) ? count - 1 - dice.below(count - 2) : 1;
    const left = count - right === 1 ? this.#source(false) : this.#joined(count - right);
    if (right > 1) return this.#join(left, { ...this.#joined(right), isWhole: false });
    const lateral = dice.chance(0.05) ? this.#lateral(left) : undefined;
    return lateral ?? this.#join(left, { ...this.#source(true), isWhole: true });
  }

  #join(left: From, right: From & { readonly isWhole: boolean }): From {
    const { dice } = this;
    const kind = dice.pick(JOINS);
    const sources = [...left.sources, ...right.sources];
    const second = right.isWhole ? right.from : `(${right.from})`;
    // Tables and commas bind less than joins: what is there already goes into parentheses.
    const isLoose = kind === ',' || kind === 'cross join' || kind === 'right join' || dice.chance(0.1);
    const first = isLoose && left.sources.length > 1 ? `(${left.from})` : left.from;
    if (kind === ',') return { from: `(${first}, ${second})`, sources };
    if (kind === 'cross join') return { from: `${first} cross join ${second}`, sources };
    const using = dice.chance(0.12) && kind !== 'straight_join' ? this.#using(left.sources, right.sources) : undefined;
    if (using && right.isWhole && kind.includes('join') && dice.chance(0.1) && left.sources.length === 1)
      return { from: `${first} natural ${kind.replace('inner ', '')} ${second}`, sources };
    const how = using ? `using (${using.join(', ')})` : `on ${this.on(left.sources, right.sources)}`;
    return { from: `${first} ${kind} ${second} ${how}`, sources };
  }

  /** Columns that both sides have once, and that can be compared. */
  #using(left: readonly Source[], right: readonly Source[]): string[] | undefined {
    const once = (sources: readonly Source[]) => {
      const all = sources.flatMap(({ columns }) => columns);
      return all.filter(({ name }) => all.filter((other) => other.name === name).length === 1);
    };
    const theirs = once(right);
    const both = once(left).filter((one) =>
      theirs.some((other) => other.name === one.name && other.kind === one.kind && other.collation === one.collation),
    );
    const usable = both.filter(({ kind }) => kind !== 'opaque' && kind !== 'json');
    if (usable.length === 0) return undefined;
    return this.dice.shuffled(usable.map(({ name }) => name)).slice(0, this.dice.pick([1, 1, 2]));
  }

  on(others: readonly Source[], last: readonly Source[]): string {
    const { dice } = this;
    const sources = [...others, ...last];
    const mine = this.expressions.column(['int', 'uint'], last.map(keysOf));
    const theirs = this.expressions.column(
      ['int', 'uint', 'dec', 'year'],
      others.map((one) => (dice.chance(0.7) ? keysOf(one) : one)),
    );
    const more = dice.chance(0.3)
      ? ` ${dice.pick(['and', 'and', 'or'])} ${this.expressions.condition(sources, dice.pick([1, 1, 2]))}`
      : '';
    if (mine && theirs && dice.chance(0.85)) return `${theirs.sql} ${dice.pick(EQUALS)} ${mine.sql}${more}`;
    const text = this.expressions.column(['text'], last);
    const same = this.expressions.column(
      ['text'],
      others.map((one) => ({ ...one, columns: one.columns.filter(({ collation }) => collation === text?.collation) })),
    );
    if (text && same) return `${same.sql} = ${text.sql}${more}`;
    return this.expressions.condition(sources, 2);
  }

  #source(mayDerive: boolean): From {
    const { dice } = this;
    const alias = this.name('t');
    if (mayDerive && this.derive && this.#nesting < 2 && dice.chance(0.14)) return this.#derived(alias, this.derive);
    const { name, columns, key } = dice.pick(this.tables);
    return { from: `${name} ${alias}`, sources: [{ alias, columns, key }] };
  }

  #derived(alias: string, derive: () => Select): From {
    const { dice } = this;
    const inner = this.nested(derive);
    const renamed = inner.columns.length > 0 && dice.chance(0.15);
    const columns = inner.columns.map((one, i) => (renamed ? { ...one, name: `r${i}` } : one));
    const list = renamed ? ` (${columns.map(({ name }) => name).join(', ')})` : '';
    return {
      from: `(${inner.sql}) ${dice.chance(0.5) ? 'as ' : ''}${alias}${list}`,
      sources: [{ alias, columns: columns.filter(({ kind }) => kind !== 'opaque'), key: [] }],
    };
  }

  /** A derived table that sees those before it. */
  #lateral(left: From): From | undefined {
    const { dice } = this;
    if (this.#nesting >= 2 || !this.dialect.knows('lateral')) return undefined;
    const alias = this.name('t');
    const { from, sources } = this.nested(() => this.#source(false));
    const where = this.nested(() => this.where(sources, left.sources));
    const value = this.expressions.of('int', dice.chance(0.5) ? sources : [...sources, ...left.sources], 2).sql;
    const columns: Shown[] = [{ name: 'v0', kind: 'int' }];
    const keys = this.orderBy(this.total(sources, []));
    const sql = dice.pick([
      `select ${value} as v0 from ${from}${where}`,
      `select count(*) as v0 from ${from}${where}`,
      `select max(${value}) as v0 from ${from}${where}`,
      `select ${value} as v0 from ${from}${where}${keys} limit ${1 + dice.below(3)}`,
    ]);
    const how = dice.pick([`join lateral (${sql}) ${alias} on true`, `left join lateral (${sql}) ${alias} on true`]);
    return { from: `${left.from} ${how}`, sources: [...left.sources, { alias, columns, key: [] }] };
  }

  // -- WHERE --------------------------------------------------------------------------------------------------------

  where(sources: readonly Source[], outer: readonly Source[] = []): string {
    const { dice } = this;
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
    const { dice } = this;
    const name = key[0] as string;
    const kind = columns.find((one) => one.name === name)?.kind;
    const literal =
      kind === 'text' || kind === 'bin'
        ? () => dice.pick(["'a'", "'b'", "'k1'", "'AB'", "'emile'", "'zoë'"])
        : () => String(1 + dice.below(20));
    return dice.pick([
      () => `${alias}.${name} = ${literal()}`,
      () => `${alias}.${name} in (${literal()}, ${literal()}, ${literal()})`,
      () => `${alias}.${name} between ${literal()} and ${literal()}`,
      () => `(${alias}.${name} = ${literal()} or ${alias}.${name} = ${literal()})`,
    ])();
  }

  // -- ORDER BY and LIMIT -------------------------------------------------------------------------------------------

  /** What orders rows fully: something, and then all keys. */
  total(sources: readonly Source[], shown: readonly Shown[]): string[] {
    const { dice } = this;
    const first = dice.chance(0.6)
      ? [
          shown.length > 0 && dice.chance(0.3)
            ? String(1 + dice.below(shown.length))
            : this.expressions.value(sources, 2).sql,
        ]
      : [];
    const certain = first.filter((sql) => !/^-?\d+$/.test(sql) || (Number(sql) <= shown.length && Number(sql) > 0));
    return [...certain, ...allKeys(sources)];
  }

  orderBy(items: readonly string[]): string {
    return ` order by ${items.map((item) => `${item}${this.dice.pick(['', '', ' asc', ' desc'])}`).join(', ')}`;
  }

  limit(): string {
    const { dice } = this;
    if (!dice.chance(0.5)) return '';
    return dice.pick([
      ` limit ${dice.below(6)}`,
      ` limit ${1 + dice.below(9)} offset ${dice.below(5)}`,
      ` limit ${dice.below(4)}, ${dice.below(8)}`,
    ]);
  }
}

const JOINS = [
  'join',
  'join',
  'left join',
  'left join',
  'right join',
  'inner join',
  'cross join',
  ',',
  'straight_join',
] as const;
const EQUALS = ['=', '=', '=', '=', '=', '=', '=', '<=>', '>', '<>'];

const keysOf = (one: Source): Source => ({ ...one, columns: one.columns.filter(({ name }) => KEYS.test(name)) });

export const allKeys = (sources: readonly Source[]): string[] =>
  sources.flatMap(({ alias, key }) => key.map((name) => `${alias}.${name}`));

/** Whether each row can be told from the others. */
export const hasKeys = (sources: readonly Source[]): boolean => sources.every(({ key }) => key.length > 0);
