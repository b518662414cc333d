import type { Row } from '@vt/sqltypes';
import { rowBytes } from '../rows/memory.ts';

const BYTES_MAX = 4 * 1024 * 1024;
const ENTRY_BYTES = 100;

/**
 * What a query gave for the values of some columns of an outer row, for rows that have the same ones: a correlated subquery beside a product
 * of tables is asked once for each value, and not once for each row. Bounded in bytes; what came first is kept.
 */
export class KnownAnswers<T> {
  readonly #columns: readonly number[];
  readonly #answers = new Map<string, T>();
  readonly #bytesOf: (answer: T) => number;
  #bytes = 0;

  /** @param columns those of the outer row that the query looks at */
  constructor(columns: readonly number[], bytesOf: (answer: T) => number) {
    this.#columns = [...new Set(columns)];
    this.#bytesOf = bytesOf;
  }

  async of(row: Row, ask: () => Promise<T>): Promise<T> {
    const key = this.#keyOf(row);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = await ask();
    const bytes = ENTRY_BYTES + key.length + this.#bytesOf(answer);
    if (this.#bytes + bytes > BYTES_MAX) return answer;
    this.#bytes += bytes;
    this.#answers.set(key, answer);
    return answer;
  }

  #keyOf(row: Row): string {
    return this.#columns
      .map((column) => {
        const value = row[column] ?? null;
        return value === null
          ? 'N'
          : `${value.length}:${Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1')}`;
      })
      .join();
  }
}

/** For an answer that is one value of a row. */
export const valueBytes = (answer: { readonly value: Uint8Array | null }): number => rowBytes([answer.value]);
