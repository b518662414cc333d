import { paramField } from '@vt/mysql';
import { type Expr, type Node, parse, type Statement, type TableExpr, visit } from '@vt/sqlparser';
import { encodeColumnDefinition, isIntegral, isUnsigned, Type } from '@vt/sqltypes';
import { findRoutedTable, type Table, type VSchema } from '@vt/vschema';
import type { Session } from '../session/session.ts';

const UNSIGNED = 32;

const genericDefinition = encodeColumnDefinition(paramField);
const integer = { ...paramField, columnLength: 21 };
const signed = encodeColumnDefinition({ ...integer, type: Type.INT64 });
const unsigned = encodeColumnDefinition({ ...integer, type: Type.UINT64, flags: paramField.flags | UNSIGNED });

/**
 * What is said of a prepared statement's parameters: those that are written to or compared with a column of integers are integers with its
 * sign, which Connector/J sends their values by; of others nothing is said. Undefined: nothing is known of any.
 */
export function paramDefinitions(
  sql: string,
  count: number,
  { target, sqlMode }: Session,
  vschema: VSchema,
): readonly Uint8Array[] | undefined {
  if (count === 0) return undefined;
  try {
    const statement = parse(sql, { sqlMode: sqlMode.replace(/^'|'$/g, '') });
    const named = tableOf(statement);
    const keyspace = named?.qualifier || target.keyspace;
    if (!named || keyspace === '') return undefined;
    const table = findRoutedTable(vschema, keyspace, named.name, target.tabletType);
    const found = new Map<string, Uint8Array>();
    collect(statement, table, found);
    if (found.size === 0) return undefined;
    return Array.from({ length: count }, (_, i) => found.get(`v${i + 1}`) ?? genericDefinition);
  } catch {
    // What is wrong with the statement is said elsewhere.
    return undefined;
  }
}

/** The one table that the statement is about. */
function tableOf(statement: Statement): { name: string; qualifier: string } | undefined {
  if (statement.kind === 'Insert') return nameOf(statement.table);
  const tables =
    statement.kind === 'Select' ? statement.from : statement.kind === 'Update' ? statement.tables : undefined;
  return tables?.length === 1 ? nameOf(tables[0]) : undefined;
}

function nameOf(table: TableExpr | undefined): { name: string; qualifier: string } | undefined {
  return table?.kind === 'AliasedTableExpr' && table.expr.kind === 'TableName' ? table.expr : undefined;
}

function collect(statement: Statement, table: Table, found: Map<string, Uint8Array>): void {
  const note = (column: string, expr: Expr | undefined): void => {
    const definition = expr?.kind === 'Argument' ? definitionOf(table, column) : undefined;
    if (expr?.kind === 'Argument' && definition) found.set(expr.name, definition);
  };
  if (statement.kind === 'Insert' && statement.rows.kind === 'Values') {
    const columns = statement.columns ?? (table.columnListAuthoritative ? table.columns.map(({ name }) => name) : []);
    for (const { exprs } of statement.rows.rows) for (const [i, expr] of exprs.entries()) note(columns[i] ?? '', expr);
  }
  let depth = 0;
  visit(statement, (node: Node) => {
    // The tables of a query inside are others.
    if (node.kind === 'Subquery' || (node.kind === 'Select' && depth++ > 0)) return false;
    if (node.kind === 'UpdateExpr') note(node.name.name, node.expr);
    if (node.kind === 'ComparisonExpr') compare(node, note);
    return true;
  });
}

function compare(
  { left, right }: Extract<Node, { kind: 'ComparisonExpr' }>,
  note: (column: string, expr: Expr) => void,
): void {
  if (left.kind === 'ColName')
    for (const expr of right.kind === 'ValTuple' ? right.exprs : [right]) note(left.name, expr);
  if (right.kind === 'ColName') note(right.name, left);
}

function definitionOf({ columns }: Table, name: string): Uint8Array | undefined {
  const column = columns.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (!column || !isIntegral(column.type) || column.type === Type.YEAR) return undefined;
  return isUnsigned(column.type) ? unsigned : signed;
}
