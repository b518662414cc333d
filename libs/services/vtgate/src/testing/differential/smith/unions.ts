import { allKeys, type Blocks, type Select } from './blocks.ts';
import type { Kind } from './columns.ts';
import type { Shown, Typed } from './expressions.ts';

type Member = { readonly sql: string; readonly items: readonly Typed[] };

/** Set operations. */
export class Unions {
  readonly #blocks: Blocks;

  constructor(blocks: Blocks) {
    this.#blocks = blocks;
  }

  united(outermost: boolean): Select {
    const { dice } = this.#blocks;
    const kinds: Kind[] = dice.times(3, () => dice.pick(KINDS));
    const members = dice.times(3, () => this.#member(kinds));
    if (members.length === 1) members.push(this.#member(kinds));
    const columns = kinds.map(
      (kind, i): Shown => ({
        name: `v${i}`,
        kind: kind === 'int' && members.every(({ items }) => items[i]?.kind === 'int') ? 'int' : 'opaque',
      }),
    );
    const certain = !kinds.some((kind) => kind === 'dbl' || kind === 'text');
    const order =
      outermost && dice.chance(0.4)
        ? `${this.#blocks.orderBy(kinds.map((_, i) => String(i + 1)))}${certain ? this.#blocks.limit() : ''}`
        : '';
    return { sql: `${this.#tied(members)}${order}`, columns };
  }

  /** Members in a row, or some of them in parentheses. */
  #tied(members: readonly Member[]): string {
    const { dice } = this.#blocks;
    const tie = (list: readonly string[]) => list.reduce((sql, one) => `${sql} ${dice.pick(OPERATORS)} ${one}`);
    const parts = members.map(({ sql }) => (dice.chance(0.3) ? `(${sql})` : sql));
    if (parts.length < 3 || dice.chance(0.6)) return tie(parts);
    const [first = '', ...rest] = parts;
    return dice.chance(0.5)
      ? tie([first, `(${tie(rest)})`])
      : tie([`(${tie([first, ...rest.slice(0, -1)])})`, ...rest.slice(-1)]);
  }

  #member(kinds: readonly Kind[]): Member {
    const { dice, expressions } = this.#blocks;
    if (dice.chance(0.06)) return this.#values(kinds);
    const { from, sources } = this.#blocks.nested(() => this.#blocks.from());
    const items = kinds.map((kind) =>
      dice.chance(0.15) ? expressions.of(dice.pick(['int', 'dec']), sources, 2) : expressions.of(kind, sources, 2),
    );
    const list = items.map(({ sql }, i) => `${sql} as v${i}`).join(', ');
    const where = this.#blocks.where(sources);
    if (dice.chance(0.08) && sources.every(({ key }) => key.length > 0))
      return {
        items,
        sql: `(select ${list} from ${from}${where}${this.#blocks.orderBy(allKeys(sources))} limit ${dice.below(5)})`,
      };
    return { items, sql: `select ${dice.chance(0.15) ? 'distinct ' : ''}${list} from ${from}${where}` };
  }

  #values(kinds: readonly Kind[]): Member {
    const { dice, expressions } = this.#blocks;
    const items = kinds.map((kind) => expressions.of(kind, [], 0));
    return {
      items,
      sql: `select ${items.map(({ sql }, i) => `${sql} as v${i}`).join(', ')}${dice.pick(['', ' from dual'])}`,
    };
  }
}

const KINDS = ['int', 'dec', 'uint', 'date', 'bin', 'dtm', 'int', 'dbl', 'year', 'text', 'time'] as const;
const OPERATORS = [
  'union',
  'union all',
  'union all',
  'union distinct',
  'intersect',
  'except',
  'except all',
  'intersect all',
];
