import { type Blocks, KEYS, type Select } from './blocks.ts';
import type { Source } from './expressions.ts';

/** Reads of tables that WITH names. */
export class Ctes {
  readonly #blocks: Blocks;
  readonly #inner: () => Select;

  /** `inner`: makes what a name stands for, whose rows and values are certain. */
  constructor(blocks: Blocks, inner: () => Select) {
    this.#blocks = blocks;
    this.#inner = inner;
  }

  withTables(): string {
    const { dice, expressions } = this.#blocks;
    const tables: { readonly sql: string; readonly source: Source }[] = [];
    for (const _ of dice.times(2, () => 0)) tables.push(this.#table(tables.map(({ source }) => source)));
    const [first] = tables as [(typeof tables)[0]];
    const sources: Source[] = [first.source];
    let from = first.source.alias;
    for (const { source } of tables.slice(1)) {
      sources.push(source);
      from = `${from} ${dice.pick(['join', 'left join'])} ${source.alias} on ${this.#blocks.on(sources.slice(0, -1), [source])}`;
    }
    if (dice.chance(0.6)) {
      const second = this.#second(first.source);
      from = `${from} ${dice.pick(['join', 'left join', 'join'])} ${second.table} ${second.source.alias} on ${this.#blocks.on(sources, [second.source])}`;
      sources.push(second.source);
    }
    const where = this.#blocks.where(sources);
    const head = `with ${tables.map(({ sql }) => sql).join(', ')}`;
    if (dice.chance(0.25)) {
      const key = expressions.column(['int', 'dec', 'date', 'uint'], sources);
      if (key)
        return `${head} select ${key.sql}, ${expressions.aggregate(sources, 1).sql} from ${from}${where} group by ${key.sql}`;
    }
    return `${head} select ${dice.times(3, () => expressions.value(sources, 2).sql).join(', ')} from ${from}${where}`;
  }

  #table(before: readonly Source[]): { readonly sql: string; readonly source: Source } {
    const { dice, expressions } = this.#blocks;
    const name = this.#blocks.name('w');
    const again = before.at(-1);
    if (again && dice.chance(0.4)) {
      const item = expressions.of('int', [again], 1).sql;
      const sql = dice
        .pick([
          `select ${item} as v0, count(*) as v1 from ${again.alias} group by 1`,
          `select ${item} as v0, ${dice.below(5)} as v1 from ${again.alias}${this.#blocks.where([again])}`,
        ])
        .replace('group by 1', /^-?\d+$/.test(item) ? 'group by v0' : `group by ${item}`);
      return {
        sql: `${name} as (${sql})`,
        source: {
          alias: name,
          columns: [
            { name: 'v0', kind: 'int' },
            { name: 'v1', kind: 'int' },
          ],
          key: [],
        },
      };
    }
    const inner = this.#blocks.nested(this.#inner);
    const renamed = inner.columns.length > 0 && dice.chance(0.3);
    const columns = inner.columns.map((one, i) => (renamed ? { ...one, name: `v${i + 3}` } : one));
    const list = renamed ? ` (${columns.map((one) => one.name).join(', ')})` : '';
    return {
      sql: `${name}${list} as (${inner.sql})`,
      source: { alias: name, columns: columns.filter(({ kind }) => kind !== 'opaque'), key: [] },
    };
  }

  /** A table, or the named one again. */
  #second(first: Source): { readonly table: string; readonly source: Source } {
    const { dice } = this.#blocks;
    const alias = this.#blocks.name('t');
    if (dice.chance(0.4)) return { table: first.alias, source: { ...first, alias } };
    const { name, columns, key } = dice.pick(this.#blocks.tables);
    return { table: name, source: { alias, columns, key } };
  }

  recursive(): string {
    const { dice } = this.#blocks;
    const table = dice.pick(this.#blocks.tables);
    const column = table.columns.find(({ kind, name }) => kind === 'int' && KEYS.test(name))?.name ?? '1';
    const start = dice.chance(0.5)
      ? `select ${dice.below(3)} as n`
      : `select min(${column}) + 0 as n from ${table.name}`;
    const last = 5 + dice.below(15);
    const on = column === '1' ? '1 = r.n' : `t.${column} = r.n`;
    if (column !== '1' && dice.chance(0.4)) {
      // From row to row: DISTINCT ends it.
      const other = dice.pick(this.#blocks.tables);
      const key = other.columns.find(({ kind, name }) => kind === 'int' && KEYS.test(name))?.name;
      if (key !== undefined)
        return `with recursive r (n, lvl) as (select ${column} + 0, 1 from ${table.name} where ${column} < ${last} union distinct select t.${key} + ${dice.below(3)}, lvl + 1 from r join ${other.name} t on t.${key} = r.n + ${dice.below(2)} where lvl < ${2 + dice.below(3)}) select lvl, count(*), sum(n), max(n) from r group by lvl order by lvl`;
    }
    return `with recursive r as (${start} union all select n + ${1 + dice.below(3)} from r where n < ${last}) select r.n, count(t.${table.key[0]}) from r left join ${table.name} t on ${on} group by r.n order by 1`;
  }
}
