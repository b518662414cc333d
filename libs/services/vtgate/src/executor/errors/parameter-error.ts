import { VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import { type Expr, type Node, parse, type Statement, visit } from '@vt/sqlparser';
import type { Column, Target, VSchema } from '@vt/vschema';
import { connectionCollation, defaultCollation } from '../../session/charset.ts';
import type { Session } from '../../session/session.ts';
import type { ExecutorDeps } from '../deps.ts';

const NOT_IN_CHARSET = 1366;
const IMPOSSIBLE_CONVERSION = 3988;
const INCORRECT_STRING = /^Incorrect string value: '.*' for column '(.*)' at row \d+$/s;

/**
 * A mysqld converts a parameter that is a column's value to the column's character set before it looks at rows. The mysqlds behind a gate get it
 * as a literal, and say of one that cannot be converted what is wrong with the row.
 */
export function asParameterError(
  error: VtError,
  session: Session,
  { vschema, options: { serverVersion } }: Pick<ExecutorDeps, 'options' | 'vschema'>,
  executed = session.executed,
): VtError {
  if (error.errno !== NOT_IN_CHARSET || !executed || isMariadbVersion(serverVersion)) return error;
  const name = INCORRECT_STRING.exec(error.message)?.[1]?.toLowerCase();
  const statement = name === undefined ? undefined : parsed(executed.sql, session);
  if (name === undefined || !statement) return error;
  const columns = columnsOf(statement, executed.target, vschema());
  const to = columns.find((column) => column.name.toLowerCase() === name)?.collation;
  if (!to || !valuesOf(statement, name, columns).some(({ kind }) => kind === 'Argument')) return error;
  const from = connectionCollation(session) ?? defaultCollation(serverVersion);
  // Bytes that are no text at all are the row's.
  if (charsetOf(from) === charsetOf(to)) return error;
  const message = `Conversion from collation ${from} into ${to} impossible for parameter`;
  return new VtError({ code: error.code, errno: IMPOSSIBLE_CONVERSION, state: 'HY000', message, cause: error });
}

const charsetOf = (collation: string): string | undefined => collation.split('_')[0];

function parsed(sql: string, session: Session): Statement | undefined {
  try {
    return parse(sql, { sqlMode: session.sqlModeNames });
  } catch {
    return undefined;
  }
}

/** Of the only table that is written. */
function columnsOf(statement: Statement, target: Target, vschema: VSchema): readonly Column[] {
  const written: readonly Node[] =
    statement.kind === 'Insert' ? [statement.table] : statement.kind === 'Update' ? statement.tables : [];
  const names: { readonly name: string; readonly qualifier: string }[] = [];
  for (const node of written)
    visit(node, (one) => {
      if (one.kind === 'TableName') names.push(one);
      return true;
    });
  const [table] = names;
  if (!table || names.length > 1) return [];
  return vschema.keyspaces.get(table.qualifier || target.keyspace)?.tables.get(table.name)?.columns ?? [];
}

/** What a statement gives a column. */
function valuesOf(statement: Statement, name: string, columns: readonly Column[]): readonly Expr[] {
  if (statement.kind === 'Update') return assigned(statement.exprs, name);
  if (statement.kind !== 'Insert') return [];
  const listed = statement.columns ?? columns.filter(({ invisible }) => !invisible).map((column) => column.name);
  const at = listed.findIndex((column) => column.toLowerCase() === name);
  const rows = statement.rows.kind === 'Values' ? statement.rows.rows : [];
  const values = rows.flatMap(({ exprs }) => exprs[at] ?? []);
  return [...values, ...assigned(statement.onDup, name)];
}

function assigned(
  exprs: readonly { readonly name: { readonly name: string }; readonly expr: Expr }[],
  name: string,
): readonly Expr[] {
  return exprs.filter((one) => one.name.name.toLowerCase() === name).map(({ expr }) => expr);
}
