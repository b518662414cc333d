import type { ShardQuery } from '@vt/engine';
import type { Diagnostic } from '@vt/sqltypes';
import { isOfInsertedRow, isOfWrittenRow, isSaidLast, rowOf } from './row-warnings.ts';

/**
 * Which of the client's rows each warning of an INSERT is about: many do not say, but come when a mysqld is at the row, of whose values it warns
 * first, and of its keys last. 0: it is about no row.
 */
export function rowsMeant(query: ShardQuery, said: readonly Diagnostic[]): number[] {
  const { rowNumbers = [] } = query;
  const ends = lastPlaces(said, rowNumbers.length - 1);
  const walk = new Walk(query, rowNumbers.length - 1);
  return said.map((one, i) => {
    const number = rowOf(one);
    if (number === undefined && !isOfInsertedRow(one.code)) return 0;
    return rowNumbers[number === undefined ? walk.take(one, ends[i] as number) : walk.goTo(number - 1)] ?? 0;
  });
}

/** Of each warning, the place of the last row that it can be about: the next one with a number is of a later row, or the same. */
function lastPlaces(said: readonly Diagnostic[], last: number): number[] {
  let end = last;
  const found = said.toReversed().map((one) => {
    end = Math.min(end, (rowOf(one) ?? last + 1) - 1);
    return end;
  });
  return found.toReversed();
}

/** From row to row of a shard, as its mysqld goes. */
class Walk {
  readonly #query: ShardQuery;
  readonly #last: number;
  #at = 0;
  /** Of the row at hand. */
  #said = new Set<string>();

  constructor(query: ShardQuery, last: number) {
    this.#query = query;
    this.#last = last;
  }

  goTo(place: number): number {
    if (place !== this.#at) this.#said = new Set();
    this.#at = Math.min(place, this.#last);
    return this.#at;
  }

  /** @param end the last row that it can be about. */
  take(said: Diagnostic, end: number): number {
    const key = `${said.code} ${said.message}`;
    const isAgain = isOfWrittenRow(said.code) && this.#said.has(key);
    const place = this.goTo(this.#meant(said, isAgain ? this.#at + 1 : this.#at, end));
    this.#said.add(key);
    if (isSaidLast(said.code)) this.goTo(place + 1);
    return place;
  }

  #meant(said: Diagnostic, from: number, end: number): number {
    const { mayMean } = this.#query;
    for (let place = from; place <= end; place++) if (mayMean?.(place, said) !== false) return place;
    return Math.min(from, Math.max(end, this.#at));
  }
}
