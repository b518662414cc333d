import { VtError } from '@vt/base';
import { type Statement, visit } from '@vt/sqlparser';
import type { OkInfo, ResultSink } from '@vt/sqltypes';
import { findRoutedTable, type VSchema } from '@vt/vschema';
import { renameColumn } from '../../gateway/call-sink.ts';
import { databaseOf } from '../../gateway/database-name.ts';
import { clientError } from '../../gateway/tablet-error.ts';
import { type Session, scanModeOf } from '../../session/session.ts';
import { mayHaveSpacedCallIn, withoutCallSpaces } from '../../text/native-calls.ts';
import type { ExecutorDeps } from '../deps.ts';
import { parseAsServer } from '../texts/mariadb-syntax.ts';

/** What a prepared statement's answer says. `params` are absent where nothing is known of them. */
export type Description = { readonly params?: readonly Uint8Array[]; readonly columns: readonly Uint8Array[] };

const KINDS: ReadonlySet<string> = new Set<Statement['kind']>([
  'CallProc',
  'Delete',
  'Do',
  'Explain',
  'ExplainTable',
  'Insert',
  'Select',
  'SetStatement',
  'TableStatement',
  'Union',
  'Update',
  'ValuesStatement',
]);
const WRITES: ReadonlySet<string> = new Set<Statement['kind']>(['Delete', 'Insert', 'Update']);

/**
 * What a mysqld that has the keyspace's tables says of a statement with question marks; without its columns where those depend on the
 * session's variables. Undefined: it cannot be asked, since the statement is about more than what one shard has, or about what is the
 * session's own.
 * @throws the error that mysqld has for it.
 */
export async function describedByMysqld(
  { gateway, serving, vschema, options }: ExecutorDeps,
  session: Session,
  sql: string,
  signal: AbortSignal,
): Promise<Partial<Description> | undefined> {
  const { keyspace, tabletType, destination } = session.target;
  if (!gateway.describe || keyspace === '' || destination !== undefined) return undefined;
  // Temporary tables are those of a connection.
  if (session.shardSessions.some(({ state }) => state.reservedId !== 0n)) return undefined;
  const about = aboutKeyspace(sql, session, vschema(), options.serverVersion);
  const shard = about && serving.shards(keyspace, tabletType)?.[0];
  if (!shard) return undefined;
  const database = databaseOf(gateway, keyspace);
  const sink = new DefinitionLists();
  const isSpaced = session.asksToIgnoreSpace && mayHaveSpacedCallIn(sql);
  const read = isSpaced ? withoutCallSpaces(sql, scanModeOf(session)) : sql;
  const call = { sql: read, caller: session.caller, settings: session.settingStatements() };
  try {
    await gateway.describe({ keyspace, shard: shard.name, tabletType }, call, sink, signal);
  } catch (thrown) {
    const error = clientError(thrown, keyspace, database);
    if (!about.hasVariables && isOfStatement(error)) throw error;
    return undefined;
  }
  const [params = [], columns = []] = sink.lists;
  // Columns are named as they are written.
  if (about.hasVariables || isSpaced) return { params };
  return { params, columns: columns.map((definition) => renameColumn(definition, keyspace, database)) };
}

/** What is wrong with the statement, and not with the server that was asked. */
function isOfStatement({ errno, code }: VtError): boolean {
  return errno !== undefined && !NOT_OF_STATEMENT.has(errno) && code !== 'UNAVAILABLE' && code !== 'DEADLINE_EXCEEDED';
}

/** Too many connections, out of memory, shutting down, interrupted, too many statements, lost, read only. */
const NOT_OF_STATEMENT = new Set([
  1037, 1038, 1040, 1041, 1053, 1077, 1105, 1158, 1159, 1160, 1161, 1205, 1213, 1235, 1290, 1317, 1461, 1836, 2006,
  2013,
]);

/**
 * Undefined: a table is not one of the session's keyspace, under its own name, or the statement is none that mysqld knows.
 * @throws 1146 for a change of a table that is not there.
 */
function aboutKeyspace(
  sql: string,
  session: Session,
  vschema: VSchema,
  serverVersion: string,
): { hasVariables: boolean } | undefined {
  const { keyspace, tabletType } = session.target;
  const statement = parsed(sql, session, serverVersion);
  if (!statement || !KINDS.has(statement.kind)) return undefined;
  const names = new Set<string>();
  const own = new Set<string>(['dual']);
  let isUnknown = false;
  let hasVariables = false;
  visit(statement, (node) => {
    // Columns are of what has been named elsewhere: a table, an alias, the row that is to be inserted.
    if (node.kind === 'ColName' || node.kind === 'StarExpr') {
      const table = node.kind === 'ColName' ? node.qualifier : node.table;
      isUnknown ||= table !== null && table.qualifier !== '';
      return false;
    }
    if (node.kind === 'TableName') {
      isUnknown ||= node.qualifier !== '';
      names.add(node.name);
    } else if (node.kind === 'CommonTableExpr') own.add(node.name.toLowerCase());
    else if (node.kind === 'AliasedTableExpr' && node.as !== '') own.add(node.as.toLowerCase());
    else if (node.kind === 'CallProc') own.add(node.name.name.toLowerCase());
    else if (node.kind === 'Nextval') isUnknown = true;
    else if (node.kind === 'Variable') hasVariables = true;
    return !isUnknown;
  });
  if (isUnknown) return undefined;
  for (const name of names) {
    if (own.has(name.toLowerCase())) continue;
    try {
      const table = findRoutedTable(vschema, keyspace, name, tabletType);
      if (table.keyspace !== keyspace || table.name !== name) return undefined;
    } catch (error) {
      if (WRITES.has(statement.kind) && error instanceof VtError && error.errno === 1146) throw error;
      return undefined;
    }
  }
  return { hasVariables };
}

function parsed(sql: string, { sqlMode }: Session, serverVersion: string): Statement | undefined {
  try {
    return parseAsServer(sql, sqlMode, serverVersion);
  } catch {
    // What is wrong with it is said by who else looks at it.
    return undefined;
  }
}

/** The definitions of each answer that comes. */
class DefinitionLists implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  readonly lists: (readonly Uint8Array[])[] = [];
  #now: readonly Uint8Array[] = [];

  columns(definitions: readonly Uint8Array[]): void {
    this.#now = definitions.map((definition) => Uint8Array.from(definition));
  }

  rows(): boolean {
    return true;
  }

  end(_ok: OkInfo): void {
    this.lists.push(this.#now);
    this.#now = [];
  }

  error(): void {}
}
