import type { Flavor } from '@vt/mysql/testing';
import { valuesOf } from './every-type.ts';

/** mulberry32 */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Statements that change a table of every type in every way. */
export class RandomWriter {
  readonly #random: (below: number) => number;
  readonly #values: [string, readonly string[]][];
  readonly #flavor: Flavor;
  #nextId = 1;

  constructor(flavor: Flavor, seed: number) {
    this.#flavor = flavor;
    this.#random = randomOf(seed);
    this.#values = Object.entries(valuesOf(flavor));
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#random(items.length)] as T;
  }

  insert(): string {
    const columns = this.#values.filter(() => this.#random(2) === 0);
    const names = ['id', ...columns.map(([name]) => name)];
    return `insert into t (${names.join()}) values (${[this.#nextId++, ...columns.map(([, values]) => this.#pick(values))].join()})`;
  }

  /** Changes of a document without the document are refused, so these come with full images only. */
  #image(): string {
    const image = this.#pick(['FULL', 'MINIMAL', 'NOBLOB']);
    const partial =
      this.#flavor === 'mysql' ? `, binlog_row_value_options = '${image === 'FULL' ? 'PARTIAL_JSON' : ''}'` : '';
    return `set session binlog_row_image = '${image}'${partial}`;
  }

  statement(): string {
    const which = this.#random(20);
    const id = 1 + this.#random(this.#nextId);
    if (which < 7) return this.insert();
    if (which < 9) return `delete from t where id between ${id} and ${id + 1}`;
    if (which === 9) return `update t set id = ${this.#nextId++} where id = ${id}`;
    if (which === 10) return this.#image();
    if (which === 11) return this.#pick(['begin', 'commit', 'rollback']);
    if (which < 14 && this.#flavor === 'mysql')
      return `update t set js = json_set(js, '$.a', ${this.#random(1000)}, '$.c.d', repeat('y', ${this.#random(40)})) where id between ${id} and ${id + 5}`;
    const columns = this.#values.filter(() => this.#random(8) === 0);
    const sets = columns.map(([name, values]) => `${name} = ${this.#pick(values)}`);
    return `update t set ${['i8 = -i8 - 1', ...sets].join()} where id between ${id} and ${id + this.#random(4)}`;
  }
}

/** What a value of one type is refused for is MySQL's business. */
export function isRefused({ message }: Error): boolean {
  return /range|truncated|invalid|duplicate/i.test(message);
}
