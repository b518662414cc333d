import { isMariadbVersion } from '@vt/mysql';
import { type Expr, type NodeOf, parse, type Statement } from '@vt/sqlparser';
import type { Session } from '../../session/session.ts';
import { grammarOf } from '../texts/mariadb-syntax.ts';

type Query = NodeOf<'ParenSelect' | 'Select' | 'TableStatement' | 'Union' | 'ValuesStatement'>;

const QUERIES: ReadonlySet<string> = new Set<Query['kind']>([
  'ParenSelect',
  'Select',
  'TableStatement',
  'Union',
  'ValuesStatement',
]);
/** Bounded, as texts are long that have the word often. */
const MAY_SKIP = /\boffset\b|\blimit\b[^,]{0,200},/i;
/** A session keeps no longer text for what it may never be asked. */
const KEPT_CHARS_MAX = 16_384;
const COUNT = /^\d+$/;

type Reader = Pick<Session, 'sqlModeNames'>;

/** How many rows a statement that gave some has skipped by its OFFSET: FOUND_ROWS() counts them. */
export function skippedRows(sql: string, session: Reader, serverVersion: string): bigint {
  return offsetsOf(sql, session, serverVersion).reduce((sum, offset) => sum + countOf(offset), 0n);
}

/** The same, of which most clients never ask: the text is parsed when one does. */
export function skippedLater(sql: string, { sqlModeNames }: Reader, serverVersion: string): bigint | (() => bigint) {
  if (!MAY_SKIP.test(sql)) return 0n;
  const count = () => skippedRows(sql, { sqlModeNames }, serverVersion);
  return sql.length > KEPT_CHARS_MAX ? count() : count;
}

/** What says so, of a text that may have places instead of numbers; none: nothing is skipped. */
export function offsetsOf(sql: string, session: Reader, serverVersion: string): readonly Expr[] {
  if (!MAY_SKIP.test(sql)) return [];
  let statement: Statement;
  try {
    statement = parse(sql, { sqlMode: session.sqlModeNames, ...grammarOf(serverVersion) });
  } catch {
    // Only a mysqld knows what it says.
    return [];
  }
  return isQuery(statement) ? offsets(statement, isMariadbVersion(serverVersion)) : [];
}

/** A MySQL adds those of a query in parentheses that is not sorted anew. A MariaDB counts all rows of a set operation. */
function offsets(query: Query, isMariadb: boolean): readonly Expr[] {
  if (query.kind === 'Union' && isMariadb) return [];
  const own = query.limit?.offset ? [query.limit.offset] : [];
  if (query.kind !== 'ParenSelect' || query.orderBy.length > 0 || isMariadb) return own;
  return [...offsets(query.select, isMariadb), ...own];
}

const countOf = (expr: Expr): bigint => (expr.kind === 'Literal' && COUNT.test(expr.value) ? BigInt(expr.value) : 0n);

const isQuery = (statement: Statement): statement is Query => QUERIES.has(statement.kind);
