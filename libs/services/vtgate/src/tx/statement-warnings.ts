import type { ShardQuery } from '@vt/engine';
import type { Diagnostic } from '@vt/sqltypes';
import { withKeyspaceName } from '../gateway/database-name.ts';
import type { Session } from '../session/session.ts';
import { isOfRow, pushByRow, renumbered, rowOf } from './row-warnings.ts';

/** As many as the protocol counts. */
const WARNINGS_MAX = 0xffff;

/** Gathers the session's warnings from what the shards say of one statement. */
export class StatementWarnings {
  readonly #session: Session;
  /** What was said already, and to which query first. */
  readonly #said = new Map<string, ShardQuery>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** The same warning of several queries is said once (as often as the first has it); one of a written row is that row's. */
  take(query: ShardQuery, said: readonly Diagnostic[], database: string, isRead: boolean): void {
    if (query.isCopy) return;
    const { warnings } = this.#session;
    for (const { level, code, message: text } of said) {
      const message = withKeyspaceName(text, query.keyspace, database);
      const one = { level, code, message };
      if (!isRead && rowOf(one) !== undefined) pushByRow(warnings, renumbered(one, query.rowNumbers));
      else if (isOfRow(one, query)) {
        if (warnings.length < WARNINGS_MAX) warnings.push(one);
      } else if (this.#isFirst(query, `${level} ${code} ${message}`)) warnings.push(one);
    }
  }

  #isFirst(query: ShardQuery, key: string): boolean {
    const first = this.#said.get(key) ?? query;
    this.#said.set(key, first);
    return first === query;
  }
}
