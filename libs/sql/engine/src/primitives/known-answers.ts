import type { Row } from '@vt/sqltypes';
import { rowBytes } from '../rows/memory.ts';

const BYTES_MAX = 4 * 1024 * 1024;
const ENTRY_BYTES = 100;

/** How answers are kept: what is no part of anything larger, and how many bytes it has. */
type Kept<T> = { readonly copyOf: (answer: T) => T; readonly bytesOf: (answer: T) => number };

/**
 * What a query gave for the values of some columns of an outer row, for rows that have the same ones: a correlated subquery beside a product
 * of tables is asked once for each value, and not once for each row. Bounded in bytes; what came first is kept.
 */
export class KnownAnswers<T> {
  readonly #columns: readonly number[];
  readonly #answers = new Map<string, T>();
  readonly #kind: Kept<T>;
  #bytes = 0;

  /** @param columns those of the outer row that the query looks at */
  constructor(columns: readonly number[], kind: Kept<T>) {
    this.#columns = [...new Set(columns)];
    this.#kind = kind;
  }

  async of(row: Row, ask: () => Promise<T>): Promise<T> {
    const key = this.#keyOf(row);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = await ask();
    const bytes = ENTRY_BYTES + key.length + this.#kind.bytesOf(answer);
    if (this.#bytes + bytes > BYTES_MAX) return answer;
    this.#bytes += bytes;
    this.#answers.set(key, this.#kind.copyOf(answer));
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

type OneValue = { readonly value: Uint8Array | null };

/** INVARIANT: a value is a view of the message that it came in, which is large, and would all be kept for it. */
export const ofValues: Kept<OneValue> = {
  copyOf: ({ value }) => ({ value: value && Uint8Array.from(value) }),
  bytesOf: ({ value }) => rowBytes([value]),
};

export const ofBooleans: Kept<boolean> = { copyOf: (answer) => answer, bytesOf: () => 0 };
