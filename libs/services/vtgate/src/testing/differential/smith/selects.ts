import type { Dice } from '../wide/dice.ts';
import { Blocks, DISTINCT, type From, hasKeys, type Select } from './blocks.ts';
import { Ctes } from './ctes.ts';
import type { Dialect } from './dialect.ts';
import type { Expressions, Shown, Typed } from './expressions.ts';
import { Groups } from './groups.ts';
import { Subqueries } from './subqueries.ts';
import type { Table } from './tables.ts';
import { Unions } from './unions.ts';

/** Random reads: a block of joins, or something made of blocks. */
export class Selects {
  readonly expressions: Expressions;
  readonly #dice: Dice;
  readonly #blocks: Blocks;
  readonly #groups: Groups;
  readonly #unions: Unions;
  readonly #ctes: Ctes;

  constructor(dice: Dice, tables: readonly Table[], dialect: Dialect) {
    this.#dice = dice;
    this.#blocks = new Blocks(dice, tables, dialect);
    this.expressions = this.#blocks.expressions;
    this.#groups = new Groups(this.#blocks);
    this.#unions = new Unions(this.#blocks);
    this.#ctes = new Ctes(this.#blocks, () =>
      dice.pick([() => this.#plain(false, true), () => this.#groups.grouped(false)])(),
    );
    this.#blocks.derive = () =>
      dice.pick([
        () => this.#plain(false, true),
        () => this.#groups.grouped(false),
        () => this.#unions.united(false),
      ])();
    const subqueries = new Subqueries(this.#blocks);
    this.expressions.subquery = (kind, outer) => subqueries.subquery(kind, outer);
  }

  /** A whole statement. */
  statement(): string {
    this.#blocks.begin();
    const roll = this.#dice.below(100);
    if (roll < 42) return this.#plain(true).sql;
    if (roll < 60) return this.#groups.grouped(true).sql;
    if (roll < 64) return this.#groups.dependent().sql;
    if (roll < 68) return this.#groups.named().sql;
    if (roll < 77) return this.#groups.windowed().sql;
    if (roll < 89) return this.#unions.united(true).sql;
    if (roll < 97) return this.#ctes.withTables();
    return this.#ctes.recursive();
  }

  /** A block's FROM and WHERE, apart. */
  block(): From {
    this.#blocks.begin();
    return this.#blocks.from();
  }

  /** `inner`: to be selected from, so that every row and value is certain. */
  #plain(outermost: boolean, inner = false): Select {
    const dice = this.#dice;
    const { from, sources } = this.#blocks.from();
    const star = outermost && dice.chance(from.includes('using (') || from.includes(' natural ') ? 0.4 : 0.06);
    const items = star ? [] : dice.times(4, () => this.expressions.value(sources, 4));
    const distinct = !star && dice.chance(0.15);
    const shown = star ? [] : items.map((item, i) => shownOf(item, i, distinct));
    const list = star ? '*' : items.map(({ sql }, i) => `${sql}${this.#as(shown[i] as Shown, outermost)}`).join(', ');
    const where = this.#blocks.where(sources);
    const head = `select ${distinct ? 'distinct ' : ''}${list} from ${from}${where}`;
    if (distinct || star || !hasKeys(sources) || (!outermost && !dice.chance(0.3))) {
      if (distinct && dice.chance(0.4) && !inner)
        return { sql: `${head}${this.#blocks.orderBy(items.map((_, i) => String(i + 1)))}`, columns: shown };
      return { sql: head, columns: shown };
    }
    if (dice.chance(0.5)) return { sql: head, columns: shown };
    const order = this.#blocks.orderBy(this.#blocks.total(sources, outermost ? shown : []));
    return { sql: `${head}${order}${this.#blocks.limit()}`, columns: shown };
  }

  #as({ name }: Shown, outermost: boolean): string {
    return outermost && this.#dice.chance(0.6) ? '' : ` as ${name}`;
  }
}

function shownOf({ kind, collation }: Typed, i: number, distinct: boolean): Shown {
  const certain = !distinct || DISTINCT.includes(kind);
  return {
    name: `v${i}`,
    kind: certain && kind !== 'enum' && kind !== 'set' ? kind : 'opaque',
    ...(collation !== undefined && { collation }),
  };
}
