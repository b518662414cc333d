import type { PreparedStatement } from './prepare-command.ts';

/** The statements that a connection keeps prepared, by their text; the least recently used goes first. */
export class KeptStatements {
  readonly #max: number;
  readonly #bySql = new Map<string, PreparedStatement>();
  #last: { readonly sql: string; readonly statement: PreparedStatement } | undefined;

  constructor(max: number) {
    this.#max = max;
  }

  get(sql: string): PreparedStatement | undefined {
    if (this.#last?.sql === sql) return this.#last.statement;
    const found = this.#bySql.get(sql);
    if (!found) return undefined;
    this.#bySql.delete(sql);
    this.#bySql.set(sql, found);
    this.#last = { sql, statement: found };
    return found;
  }

  /** Gives back one that had to go. */
  add(sql: string, statement: PreparedStatement): PreparedStatement | undefined {
    this.#bySql.set(sql, statement);
    if (this.#bySql.size <= this.#max) return undefined;
    for (const [oldest, out] of this.#bySql) {
      this.#bySql.delete(oldest);
      if (this.#last?.statement === out) this.#last = undefined;
      return out;
    }
    return undefined;
  }

  clear(): void {
    this.#bySql.clear();
    this.#last = undefined;
  }
}
