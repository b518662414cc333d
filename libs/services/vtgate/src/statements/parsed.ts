import { parse, type Statement } from '@vt/sqlparser';
import type { StatementRun } from '../executor/statement.ts';

/** Undefined: it is for a mysqld to say what it thinks of it. */
export function parsed({ session }: StatementRun, sql: string): Statement | undefined {
  try {
    return parse(sql, { sqlMode: session.sqlModeNames });
  } catch {
    return undefined;
  }
}
