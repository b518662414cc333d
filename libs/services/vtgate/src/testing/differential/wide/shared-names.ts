import type { Dice } from './dice.ts';
import { tableDefs, tableOf } from './schema.ts';

const NAMES = ['acct', 'ord', 'line', 'tag', 'dim', 'glob', 'acct', 'ord'];
const KINDS = ['join', 'join', 'left join', 'left join', 'right join', 'inner join', 'cross join', 'straight_join'];
/** By which tables are put together, where both have them. */
const SHARED = ['id', 'n', 'acct_id', 's', 'd', 'dt', 'm', 'e', 'y'];

type Part = { readonly sql: string; readonly columns: readonly string[] };

/** Joins by the names of columns, USING and NATURAL, whose columns are of both sides, or of neither. */
export class SharedNames {
  readonly #dice: Dice;
  #aliases: string[] = [];

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  read(): string {
    const dice = this.#dice;
    this.#aliases = [];
    const from = this.#joined(1 + dice.below(3));
    const names = this.#names(from);
    const where = dice.chance(0.5) ? ` where ${this.#condition(names)}` : '';
    const name = dice.pick(names);
    return dice.pick([
      `select * from ${from.sql}${where}`,
      `select ${names.join(', ')} from ${from.sql}${where} order by ${names.map((_, i) => i + 1).join(', ')}`,
      `select ${dice.pick(this.#aliases)}.*, ${name} from ${from.sql}${where}`,
      `select ${name}, count(*) as c from ${from.sql}${where} group by ${name} order by 1`,
      `select distinct ${names.slice(0, 2).join(', ')} from ${from.sql}${where}`,
      `select ${name} as x from ${from.sql}${where} order by ${name} limit ${1 + dice.below(9)}`,
      `select count(*), count(${name}), max(${dice.pick(names)}) from ${from.sql}${where}`,
      `select q.* from (select ${names.join(', ')} from ${from.sql}${where}) q where q.${name} is not null`,
      `select id, n from glob where n in (select ${name} from ${from.sql}${where}) order by id`,
      `select a.id from acct a where exists (select 1 from ${from.sql} where ${name} = a.n) order by a.id`,
    ]);
  }

  #joined(joins: number): Part {
    const dice = this.#dice;
    let left = this.#table();
    for (let i = 0; i < joins; i++) {
      const right = i === 0 && joins > 1 && dice.chance(0.15) ? this.#group() : this.#table();
      left = this.#join(left, right);
      if (dice.chance(0.15)) left = { ...left, sql: `(${left.sql})` };
    }
    return left;
  }

  /** Two tables that stand to the right of another. */
  #group(): Part {
    const both = this.#join(this.#table(), this.#table());
    return { ...both, sql: `(${both.sql})` };
  }

  #join(left: Part, right: Part): Part {
    const dice = this.#dice;
    const shared = SHARED.filter((name) => left.columns.includes(name) && right.columns.includes(name));
    const columns = [...new Set([...left.columns, ...right.columns])];
    const kind = dice.pick(KINDS);
    if (dice.chance(0.2) && !/cross|straight/.test(kind))
      return { sql: `${left.sql} natural ${kind} ${right.sql}`, columns };
    const using = dice.shuffled(shared).slice(0, dice.chance(0.75) ? 1 : 2);
    if (using.length === 0) return { sql: `${left.sql} left join ${right.sql} on 1 = 1`, columns };
    const word = /cross|straight/.test(kind) ? 'join' : kind;
    return { sql: `${left.sql} ${word} ${right.sql} using (${using.join(', ')})`, columns };
  }

  #table(): Part {
    const dice = this.#dice;
    const alias = `t${this.#aliases.length}`;
    this.#aliases.push(alias);
    const name = dice.pick(NAMES);
    const { columns } = tableOf(name);
    const all = columns.map((one) => one.name);
    if (dice.chance(0.6)) return { sql: `${name} ${alias}`, columns: all };
    // Few columns, so that NATURAL finds few to join by.
    const some = [...all.filter((one) => one === 'id' || one === 'k').slice(0, 1), ...dice.shuffled(all).slice(0, 2)];
    const unique = [...new Set(some)];
    const limit = dice.chance(0.2) ? ` order by ${unique.join(', ')} limit ${1 + dice.below(9)}` : '';
    return { sql: `(select ${unique.join(', ')} from ${name}${limit}) ${alias}`, columns: unique };
  }

  /** Names that mean something there, most of them without their table. */
  #names({ columns }: Part): string[] {
    const known = new Set(
      tableDefs.flatMap((def) => def.columns.filter(({ kind }) => FIT.has(kind)).map(({ name }) => name)),
    );
    const fit = this.#dice.shuffled(columns.filter((name) => known.has(name)));
    return fit.length > 0 ? fit.slice(0, 3) : ['1'];
  }

  #condition(names: readonly string[]): string {
    const name = this.#dice.pick(names);
    const n = this.#dice.below(12);
    return this.#dice.pick([
      `${name} > ${n}`,
      `${name} is null`,
      `${name} is not null`,
      `${name} in (1, ${n}, 3)`,
      `${name} <> ${n}`,
    ]);
  }
}

/** Of which equal values look alike. */
const FIT: ReadonlySet<string> = new Set(['int', 'uint', 'dec', 'date', 'year']);
