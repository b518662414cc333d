import { allKeys, type Blocks, DISTINCT, hasKeys, type Select } from './blocks.ts';
import type { Kind } from './columns.ts';
import type { Shown, Source, Typed } from './expressions.ts';

/** Blocks that make groups of their rows, or number them. */
export class Groups {
  readonly #blocks: Blocks;

  constructor(blocks: Blocks) {
    this.#blocks = blocks;
  }

  grouped(outermost: boolean): Select {
    const { dice } = this.#blocks;
    const { from, sources } = this.#blocks.from();
    const where = this.#blocks.where(sources);
    const keys = dice.chance(0.25) ? [] : dice.times(3, () => this.#key(sources));
    const aggregates = dice.times(3, () => this.#aggregate(sources));
    const items: Typed[] = [...keys.filter(() => dice.chance(0.9)), ...aggregates];
    const shown = items.map((item, i) => shownOf(item, i));
    const list = items.map(({ sql }, i) => `${sql}${this.#as(shown[i] as Shown, outermost)}`);
    const rollup = keys.length > 0 && outermost && dice.chance(0.12);
    if (rollup && keys.length > 1 && dice.chance(0.5))
      list.push(`grouping(${dice.pick(keys).sql})`, `grouping(${keys.map(({ sql }) => sql).join(', ')})`);
    const group =
      keys.length > 0 ? ` group by ${keys.map(({ sql }) => sql).join(', ')}${rollup ? ' with rollup' : ''}` : '';
    const having = !rollup && dice.chance(0.3) ? ` having ${this.#having(sources, keys)}` : '';
    const order = outermost && !rollup && dice.chance(0.4) ? this.#order(items, keys, sources) : '';
    const sure = keys.every((key) => items.includes(key));
    const limit = order !== '' && sure && !items.some(({ kind }) => kind === 'opaque') ? this.#blocks.limit() : '';
    return { sql: `select ${list.join(', ')} from ${from}${where}${group}${having}${order}${limit}`, columns: shown };
  }

  /** Groups of one row of a table, whose other columns follow from its key. */
  dependent(): Select {
    const { dice, expressions } = this.#blocks;
    const { from, sources } = this.#blocks.from();
    const one = dice.pick(sources);
    if (one.key.length === 0) return this.grouped(true);
    const where = this.#blocks.where(sources);
    const keys = allKeys([one]);
    const items = [
      ...dice.times(3, () => expressions.value([one], 2)),
      ...dice.times(2, () => this.#aggregate(sources)),
    ].map(({ sql }) => sql);
    const having = dice.chance(0.3) ? ` having ${this.#having(sources, [])}` : '';
    const order = dice.chance(0.5)
      ? `${this.#blocks.orderBy([...(dice.chance(0.5) ? ['count(*)'] : []), ...keys])}${this.#blocks.limit()}`
      : '';
    return {
      sql: `select ${items.join(', ')} from ${from}${where} group by ${keys.join(', ')}${having}${order}`,
      columns: [],
    };
  }

  /** Groups that are called by the names or places that their keys have in the list. */
  named(): Select {
    const { dice } = this.#blocks;
    const { from, sources } = this.#blocks.from();
    const where = this.#blocks.where(sources);
    const keys = dice.times(2, () => this.#key(sources));
    const aggregate = dice.pick(['count(*)', `sum(${this.#blocks.expressions.of('int', sources, 1).sql} % 100)`]);
    const byPlace = dice.chance(0.4);
    const calls = keys.map((_, i) => (byPlace ? String(i + 1) : `g${i}`));
    const list = [...keys.map(({ sql }, i) => `${sql} as g${i}`), `${aggregate} as n`];
    const having = dice.chance(0.4) ? ` having n ${dice.pick(['>', '<', '<>'])} ${dice.below(4)}` : '';
    const order = dice.chance(0.5) ? this.#blocks.orderBy([dice.pick(['n', aggregate]), ...calls]) : '';
    const limit = order === '' || keys.some(({ kind }) => !DISTINCT.includes(kind)) ? '' : this.#blocks.limit();
    return {
      sql: `select ${dice.pick(['', '', 'distinct '])}${list.join(', ')} from ${from}${where} group by ${calls.join(', ')}${having}${order}${limit}`,
      columns: [],
    };
  }

  #aggregate(sources: readonly Source[]): Typed {
    const { dice, expressions } = this.#blocks;
    const one = expressions.aggregate(sources, 2);
    if (one.kind === 'int' && dice.chance(0.25)) return { ...one, sql: `${one.sql} + ${dice.below(5)}` };
    if ((one.kind === 'int' || one.kind === 'dec') && dice.chance(0.12)) {
      const other = dice.pick(['count(*)', `count(${expressions.value(sources, 1).sql})`]);
      return { kind: 'dec', sql: dice.pick([`${one.sql} / ${other}`, `coalesce(${one.sql}, 0) - ${other}`]) };
    }
    return one;
  }

  #key(sources: readonly Source[]): Typed {
    const { dice, expressions } = this.#blocks;
    const column = dice.chance(0.6) ? expressions.column(GROUPED, sources) : undefined;
    if (column) return column;
    const made = expressions.of(dice.pick(['int', 'dec', 'date', 'uint']), sources, 2);
    // A number alone would be a position.
    return /^-?[\d.]+$|^null$/.test(made.sql) ? { ...made, sql: `(${made.sql} + 0)` } : made;
  }

  #order(items: readonly Typed[], keys: readonly Typed[], sources: readonly Source[]): string {
    const { dice, expressions } = this.#blocks;
    if (dice.chance(0.7)) return this.#blocks.orderBy(items.map((_, i) => String(i + 1)));
    const first = dice.pick(['count(*)', `max(${expressions.of('int', sources, 1).sql})`, 'count(*) % 3']);
    return this.#blocks.orderBy([first, ...keys.map(({ sql }) => sql)]);
  }

  #having(sources: readonly Source[], keys: readonly Typed[]): string {
    const { dice, expressions } = this.#blocks;
    const simple = `${dice.pick(['count(*)', 'sum(1)', `max(${expressions.of('int', sources, 1).sql})`, `min(${expressions.of('dec', sources, 1).sql})`])} ${dice.pick(['>', '<', '=', '<>', '>='])} ${dice.below(5)}`;
    const key = keys.find(({ kind }) => kind === 'int' || kind === 'dec');
    if (key && dice.chance(0.4))
      return `${simple} ${dice.pick(['and', 'or'])} ${key.sql} ${dice.pick(['>', '<', '<>'])} ${dice.below(9)}`;
    return simple;
  }

  // -- windows ------------------------------------------------------------------------------------------------------

  windowed(): Select {
    const { dice } = this.#blocks;
    const { from, sources } = this.#blocks.from();
    if (!hasKeys(sources)) return this.grouped(true);
    const where = this.#blocks.where(sources);
    const keys = allKeys(sources);
    const named = dice.chance(0.25) ? this.#window(sources) : undefined;
    const calls = dice.times(2, () => {
      const { text, call } = named ?? this.#window(sources);
      return `${call()} over ${named ? dice.pick(['w', '(w)']) : text}`;
    });
    const body = `from ${from}${where}${named ? ` window w as ${named.text}` : ''}`;
    if (dice.chance(0.15)) {
      const inner = `select ${keys.map((key, i) => `${key} as k${i}`).join(', ')}, ${calls[0]} as x ${body}`;
      return { sql: `select * from (${inner}) q where x ${dice.pick(['<=', '>', '='])} ${dice.below(5)}`, columns: [] };
    }
    const order = dice.chance(0.4) ? `${this.#blocks.orderBy(keys)}${this.#blocks.limit()}` : '';
    return { sql: `select ${[...keys, ...calls].join(', ')} ${body}${order}`, columns: [] };
  }

  /** A window, and what may be called over it. */
  #window(sources: readonly Source[]): { readonly text: string; readonly call: () => string } {
    const { dice, expressions } = this.#blocks;
    const partition = dice.chance(0.6) ? `partition by ${dice.times(2, () => this.#key(sources).sql).join(', ')} ` : '';
    const ranged = dice.chance(0.2) ? this.#range(sources) : undefined;
    if (ranged !== undefined) return { text: `(${partition}${ranged})`, call: () => this.#sum(sources) };
    const first = dice.chance(0.5) ? [expressions.of('int', sources, 1).sql] : [];
    const order = [...first.filter((sql) => !/^-?\d+$/.test(sql)), ...allKeys(sources)].map(
      (sql) => `${sql}${dice.pick(['', '', ' desc'])}`,
    );
    const frame = dice.chance(0.3)
      ? ` rows between ${dice.pick(['unbounded preceding', '1 preceding', 'current row', '2 preceding'])} and ${dice.pick(['current row', '1 following', 'unbounded following'])}`
      : '';
    const call = () => (dice.chance(0.3) ? this.#sum(sources) : this.#place(sources));
    return { text: `(${partition}order by ${order.join(', ')}${frame})`, call };
  }

  /** Of values near to a row's own: which of equal ones comes first is not determined. */
  #range(sources: readonly Source[]): string | undefined {
    const { dice, expressions } = this.#blocks;
    const byNumber = dice.chance(0.5);
    const column = byNumber
      ? expressions.column(['int'], sources.map(smallOnes))
      : expressions.column(['date'], sources);
    if (!column) return undefined;
    const reach = byNumber ? String(dice.below(4)) : `interval ${dice.below(40)} day`;
    const [from, to] = dice.pick([
      [`${reach} preceding`, 'current row'],
      [`${reach} preceding`, `${reach} following`],
      ['unbounded preceding', `${reach} following`],
      ['current row', 'unbounded following'],
    ]);
    return `order by ${column.sql}${dice.pick(['', ' desc'])} range between ${from} and ${to}`;
  }

  #place(sources: readonly Source[]): string {
    const { dice, expressions } = this.#blocks;
    const value = expressions.of(dice.pick(['int', 'int', 'dec', 'date', 'text']), sources, 1).sql;
    return dice.pick([
      'row_number()',
      'rank()',
      'dense_rank()',
      'ntile(3)',
      `lag(${value})`,
      `lead(${expressions.of('int', sources, 1).sql}, 2, 0)`,
      `first_value(${value})`,
      `last_value(${value})`,
      `nth_value(${value}, 2)`,
      'cume_dist()',
      'percent_rank()',
    ]);
  }

  #sum(sources: readonly Source[]): string {
    const { dice, expressions } = this.#blocks;
    const int = expressions.of('int', sources, 1).sql;
    return dice.pick([
      `sum(${int} % 100)`,
      'count(*)',
      `max(${int})`,
      `min(${int})`,
      `avg(${int} % 50)`,
      `count(${int})`,
    ]);
  }

  #as({ name }: Shown, outermost: boolean): string {
    return outermost && this.#blocks.dice.chance(0.6) ? '' : ` as ${name}`;
  }
}

const GROUPED: readonly Kind[] = ['int', 'uint', 'dec', 'date', 'text', 'bin', 'year', 'enum', 'dtm'];

const smallOnes = (one: Source): Source => ({
  ...one,
  columns: one.columns.filter(({ name }) => /^(id|ida|idb|seq|uq|lk)$/.test(name)),
});

function shownOf({ kind, collation }: Typed, i: number): Shown {
  return {
    name: `v${i}`,
    kind: DISTINCT.includes(kind) ? kind : 'opaque',
    ...(collation !== undefined && { collation }),
  };
}
