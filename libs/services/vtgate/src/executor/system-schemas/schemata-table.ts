import { type Node, parse, quoteString, type SelectExpr, type Statement } from '@vt/sqlparser';
import { withoutSchema } from './without-schema.ts';

const NAME = 'schemata';
const OWN: ReadonlySet<string> = new Set([NAME]);
const SYSTEM = "'information_schema', 'mysql', 'performance_schema', 'sys'";
const COLUMNS: ReadonlySet<string> = new Set([
  ...['CATALOG_NAME', 'SCHEMA_NAME', 'DEFAULT_CHARACTER_SET_NAME', 'DEFAULT_COLLATION_NAME', 'SQL_PATH'],
  ...['DEFAULT_ENCRYPTION', 'SCHEMA_COMMENT'],
]);
/** The last column is each flavor's own. */
const lastColumn = { mysql: ['DEFAULT_ENCRYPTION', "'NO'"], mariadb: ['SCHEMA_COMMENT', "''"] } as const;

export type KeyspaceNames = {
  /** By what each is called on its mysqlds. */
  readonly databases: ReadonlyMap<string, string>;
  readonly isMariadb: boolean;
  /** By the names that clients know; else by those that a mysqld has, as its other tables do. */
  readonly asKeyspaces: boolean;
};

/**
 * A mysqld knows its own databases only: information_schema.schemata lists all keyspaces, and the system schemas.
 */
export function ownSchemata(node: Node, names: KeyspaceNames, selected: string): Node {
  if (!isSchemata(node, selected)) return withoutSchema(node, OWN);
  const made = parse(`select * from (${rows(names)}) as \`${node.as || node.expr.name}\``);
  return made.kind === 'Select' && made.from[0] ? made.from[0] : node;
}

export function isSchemata(
  node: Node,
  selected: string,
): node is Extract<Node, { kind: 'AliasedTableExpr' }> & { readonly expr: Extract<Node, { kind: 'TableName' }> } {
  return (
    node.kind === 'AliasedTableExpr' &&
    node.expr.kind === 'TableName' &&
    node.expr.name.toLowerCase() === NAME &&
    (node.expr.qualifier || selected).toLowerCase() === 'information_schema'
  );
}

/** Columns of a system schema's views are called as they are defined, however a statement spells them. */
export function upperNames(statement: Statement): Statement {
  if (statement.kind !== 'Select') return statement;
  const columns = statement.columns.map((item): SelectExpr => {
    if (item.kind !== 'AliasedExpr' || item.as !== '' || item.expr.kind !== 'ColName') return item;
    const name = item.expr.name.toUpperCase();
    return COLUMNS.has(name) ? { ...item, as: name } : item;
  });
  return { ...statement, columns };
}

function rows({ databases, isMariadb, asKeyspaces }: KeyspaceNames): string {
  const [last, none] = lastColumn[isMariadb ? 'mariadb' : 'mysql'];
  const columns = `CATALOG_NAME, SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME, SQL_PATH, ${last}`;
  const system = `select ${columns} from information_schema.SCHEMATA where SCHEMA_NAME in (${SYSTEM})`;
  return [
    system,
    ...[...databases]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([keyspace, database]) => row(asKeyspaces ? keyspace : database, database, none)),
  ].join(' union all ');
}

/** What is not known of another mysqld's database is as this one makes them. */
function row(name: string, database: string, none: string): string {
  const told = (column: string, otherwise: string) =>
    `coalesce((select ${column} from information_schema.SCHEMATA where SCHEMA_NAME = ${quoteString(database)}), ${otherwise})`;
  const charset = told('DEFAULT_CHARACTER_SET_NAME', '@@character_set_server');
  const collation = told('DEFAULT_COLLATION_NAME', '@@collation_server');
  return `select 'def', ${quoteString(name)}, ${charset}, ${collation}, null, ${none}`;
}
