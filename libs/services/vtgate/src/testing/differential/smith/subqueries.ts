import { allKeys, type Blocks, hasKeys } from './blocks.ts';
import type { Kind } from './columns.ts';
import type { Source } from './expressions.ts';

/** Subqueries that stand for a value or a condition, of rows that `outer` has or of none of them. */
export class Subqueries {
  readonly #blocks: Blocks;

  constructor(blocks: Blocks) {
    this.#blocks = blocks;
  }

  subquery(kind: Kind | 'bool', outer: readonly Source[]): string | undefined {
    if (this.#blocks.nesting >= 2) return undefined;
    return this.#blocks.nested(() => (kind === 'bool' ? this.#predicate(outer) : this.#scalar(kind, outer)));
  }

  #scalar(kind: Kind, outer: readonly Source[]): string | undefined {
    const { dice, expressions } = this.#blocks;
    const { from, sources } = this.#blocks.from();
    const where = this.#blocks.where(sources, dice.chance(0.6) ? outer : []);
    const item = () => expressions.of(kind, sources, 1).sql;
    const limited = hasKeys(sources) && dice.chance(0.25);
    if (limited || (!SUMMED.has(kind) && hasKeys(sources)))
      return `(select ${item()} from ${from}${where}${this.#blocks.orderBy(this.#blocks.total(sources, []))} limit 1${dice.pick(['', '', ' offset 1'])})`;
    if (!SUMMED.has(kind)) return undefined;
    const summed = [`max(${item()})`, `min(${item()})`];
    if (kind === 'int') summed.push('count(*)', `count(distinct ${expressions.column(['int'], sources)?.sql ?? '1'})`);
    if (kind === 'dec') summed.push(`sum(${expressions.of('int', sources, 1).sql} % 100)`, `avg(${item()})`);
    return `(select ${dice.pick(summed)} from ${from}${where})`;
  }

  #predicate(outer: readonly Source[]): string {
    const { dice, expressions } = this.#blocks;
    const { from, sources } = this.#blocks.from();
    const where = this.#blocks.where(sources, dice.chance(0.5) ? outer : []);
    const not = dice.chance(0.35) ? 'not ' : '';
    const kind = dice.pick(['int', 'int', 'dec', 'date'] as const);
    const left = () => expressions.of(kind, outer, 1).sql;
    const item = () => expressions.of(kind, sources, 1).sql;
    const last = () => `${this.#blocks.orderBy(allKeys(sources))} limit 1`;
    const key = () => expressions.column([kind], sources)?.sql ?? item();
    const comparison = () => dice.pick(['=', '<', '>', '<>', '>=', '<=']);
    const predicates = [
      () => `(${not}exists (select ${dice.pick(['1', '*'])} from ${from}${where}))`,
      () => `(${not}exists (select ${dice.pick(['1', 'null'])} from ${from}${where}))`,
      () => `(${left()} ${not}in (select ${item()} from ${from}${where}))`,
      () => `(${left()} ${not}in (select ${dice.pick(['distinct ', ''])}${key()} from ${from}${where}))`,
      () => `(${left()} ${comparison()} ${dice.pick(['any', 'some', 'all'])} (select ${item()} from ${from}${where}))`,
      () => `(not (${left()} ${comparison()} ${dice.pick(['any', 'all'])} (select ${key()} from ${from}${where})))`,
      () => `((${left()}, ${left()}) ${not}in (select ${item()}, ${item()} from ${from}${where}))`,
      () => `(${left()} ${not}in (select max(${item()}) from ${from}${where}))`,
      () => `((select count(*) from ${from}${where}) ${comparison()} ${dice.below(4)})`,
      () => `((select max(${item()}) from ${from}${where}) is ${not}null)`,
      () =>
        `(${left()} ${not}in (select ${item()} from ${from}${where} union ${dice.pick(['', 'all '])}select ${expressions.of(kind, [], 0).sql}))`,
      () => {
        const group = key();
        return `(${left()} ${not}in (select ${group} from ${from}${where} group by ${group} having count(*) ${comparison()} ${1 + dice.below(3)}))`;
      },
      () => {
        const group = key();
        return `(${not}exists (select ${group} from ${from}${where} group by ${group} having count(*) > ${1 + dice.below(2)}))`;
      },
    ];
    if (hasKeys(sources)) {
      predicates.push(
        () => `(${left()} ${comparison()} (select ${item()} from ${from}${where}${last()}))`,
        () =>
          `((${left()}, ${left()}) ${dice.pick(['=', '<>', '<'])} (select ${item()}, ${item()} from ${from}${where}${last()}))`,
      );
    }
    return dice.pick(predicates)();
  }
}

/** Of which a greatest one looks like all that are equal to it. */
const SUMMED: ReadonlySet<Kind> = new Set(['int', 'uint', 'dec', 'date', 'dtm']);
