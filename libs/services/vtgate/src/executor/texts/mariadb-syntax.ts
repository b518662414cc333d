import { VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import { type Delete, type ParseOptions, parse, print, SqlError, type Statement, type Update } from '@vt/sqlparser';

/**
 * A statement that is SQL for MariaDB alone, as one that the planner knows: FETCH FIRST is a LIMIT, for example. A query with clauses that it does not know
 * is left as it is: one mysqld may answer the whole of it. Undefined where it is none for MariaDB either.
 * @throws VT12001 for a write with such a clause.
 */
export function parseForMariadb(sql: string, sqlMode: string): Statement | undefined {
  let statement: Statement;
  try {
    statement = parse(sql, { sqlMode, flavor: 'mariadb' });
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
  // MySQL would read a DELETE of a table that is called so.
  if (statement.kind === 'PassedOn') throw ownClause();
  // The planner knows of it, and says where it can be.
  if ('returning' in statement && statement.returning.length > 0) return statement;
  if ((statement.kind === 'Update' || statement.kind === 'Delete') && ofPortion(statement)) return statement;
  try {
    return parse(print(statement), grammarOf('mariadb'));
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    if (isQuery(statement)) return statement;
    throw ownClause();
  }
}

/** UPDATE and DELETE … FOR PORTION OF. */
function ofPortion({ tables }: Update | Delete): boolean {
  return tables.some((each) => each.kind === 'AliasedTableExpr' && each.systemTime?.portionOf !== undefined);
}

const ownClause = (): VtError => VtError.of('VT12001', "a clause that is MariaDB's own, in a sharded keyspace");

const QUERIES: ReadonlySet<Statement['kind']> = new Set([
  'ParenSelect',
  'Select',
  'TableStatement',
  'Union',
  'ValuesStatement',
]);

const isQuery = ({ kind }: Statement): boolean => QUERIES.has(kind);

/** By the grammar of the server behind: what is no SQL for MySQL may be some for MariaDB. @throws SqlError, as MySQL says it. */
export function parseAsServer(sql: string, sqlMode: string, serverVersion: string): Statement {
  const mode = sqlMode.replace(/^'|'$/g, '');
  try {
    return parse(sql, { sqlMode: mode, ...grammarOf(serverVersion) });
  } catch (refusal) {
    if (!(refusal instanceof SqlError) || !isMariadbVersion(serverVersion)) throw refusal;
    try {
      return parse(sql, { sqlMode: mode, flavor: 'mariadb' });
    } catch {
      throw refusal;
    }
  }
}

/** What the server behind reads otherwise in SQL that both know. */
export function grammarOf(serverVersion: string): Pick<ParseOptions, 'nestedSets' | 'spacedNames'> {
  const isMariadb = isMariadbVersion(serverVersion);
  return { nestedSets: isMariadb, spacedNames: !isMariadb };
}
