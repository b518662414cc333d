import type { ShardQuery } from '@vt/engine';
import type { Diagnostic } from '@vt/sqltypes';
import { withKeyspaceName } from '../gateway/database-name.ts';
import type { Session } from '../session/session.ts';
import { rowsMeant } from './inserted-rows.ts';
import { isOfRow, pushByRow, renumbered, rowOf } from './row-warnings.ts';

/** As many as the protocol counts. */
const WARNINGS_MAX = 0xffff;

/** A warning that is said once, of the query that said it first, or of the first row. */
type Once = { readonly query: ShardQuery; readonly said: Diagnostic };

/**
 * What a mysqld says of a group whose dates are all NULL while it groups in a temporary table, and does not where it sorts (SQL_BIG_RESULT): nothing is
 * wrong with any value. A strict write that read its rows so would fail by it.
 */
const OF_EMPTY_GROUPS = /^Incorrect date value: '0000-00-00' for column '[^]*' at row \d+$/;
const GROUPS = /\bgroup by\b/i;

/** Gathers the session's warnings from what the shards say of one statement. */
export class StatementWarnings {
  readonly #session: Session;
  /** What was said already. */
  readonly #once = new Map<string, Once>();
  /** The client's rows that warnings of an INSERT are about. */
  readonly #rows = new WeakMap<Diagnostic, number>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** The same warning of several queries is said once (as often as the first has it); one of a written row is that row's. */
  take(query: ShardQuery, said: readonly Diagnostic[], database: string, isRead: boolean): void {
    if (query.isCopy || said.length === 0) return;
    const all = said.map(({ level, code, message }) => ({
      level,
      code,
      message: withKeyspaceName(message, query.keyspace, database),
    }));
    if (!isRead && query.rowNumbers) this.#takeOfInsert(query, all);
    else for (const one of all) this.#take(query, one, isRead);
  }

  #take(query: ShardQuery, one: Diagnostic, isRead: boolean): void {
    const { warnings } = this.#session;
    if (isRead && OF_EMPTY_GROUPS.test(one.message) && GROUPS.test(query.sql)) return;
    if (!isRead && rowOf(one) !== undefined) pushByRow(warnings, one);
    else if (isOfRow(one, query)) {
      if (warnings.length < WARNINGS_MAX) warnings.push(one);
    } else if (this.#isFirst(query, one)) warnings.push(one);
  }

  #takeOfInsert(query: ShardQuery, said: readonly Diagnostic[]): void {
    for (const [i, row] of rowsMeant(query, said).entries()) {
      const one = renumbered(said[i] as Diagnostic, query.rowNumbers);
      this.#rows.set(one, row);
      if (row !== 0 && query.saysOnce?.(one) !== true) this.#push(one);
      else if (this.#isFirst(query, one) || this.#isOfLaterRow(one)) this.#push(one);
    }
  }

  #push(said: Diagnostic): void {
    pushByRow(this.#session.warnings, said, (one) => this.#rows.get(one) ?? 0);
  }

  /** Whether what was said already is of a later row, which then does not stay. */
  #isOfLaterRow(one: Diagnostic): boolean {
    const { warnings } = this.#session;
    const first = this.#once.get(keyOf(one)) as Once;
    const rowOfFirst = this.#rows.get(first.said) ?? 0;
    if (rowOfFirst <= (this.#rows.get(one) ?? 0)) return false;
    const at = warnings.indexOf(first.said);
    if (at >= 0) warnings.splice(at, 1);
    this.#once.set(keyOf(one), { ...first, said: one });
    return true;
  }

  /** What was taken away meanwhile, as LOAD DATA does with each insert's, may be said again. */
  #isFirst(query: ShardQuery, said: Diagnostic): boolean {
    const key = keyOf(said);
    const first = this.#once.get(key);
    if (first?.query === query) return true;
    if (first && this.#session.warnings.includes(first.said)) return false;
    this.#once.set(key, { query, said });
    return true;
  }
}

const keyOf = ({ level, code, message }: Diagnostic): string => `${level} ${code} ${message}`;
