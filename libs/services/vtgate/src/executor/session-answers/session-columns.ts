import { isMariadbVersion } from '@vt/mysql';
import type { Expr, Statement } from '@vt/sqlparser';
import { decodeColumnDefinition, type ResultSink, Type } from '@vt/sqltypes';
import { resultCollations, type TextCollations } from '../../session/charset.ts';
import type { StatementRun } from '../statement.ts';
import { columnDefinition, type LocalColumn } from './local-result.ts';
import { constantOf } from './local-select.ts';

type Column = Omit<LocalColumn, 'name'>;

/**
 * Shards see a literal where the client wrote USER(), a variable or a parameter, and describe that. Columns that are nothing else are
 * described as what the client wrote. MariaDB has other widths, and describes a parameter by its value, as a literal.
 */
export function sessionColumns({ sink, session, deps }: StatementRun, statement: Statement): ResultSink {
  const { serverVersion } = deps.options;
  if (statement.kind !== 'Select' || isMariadbVersion(serverVersion)) return sink;
  const columns = statement.columns.map((column) =>
    column.kind === 'AliasedExpr' ? columnOf(column.expr) : undefined,
  );
  return columns.some((column) => column !== undefined)
    ? describing(sink, columns, resultCollations(session, serverVersion))
    : sink;
}

/** Long texts of variables are sent with their type, and their length depends on the client's character set. */
function columnOf(expr: Expr): Column | undefined {
  const column = constantOf(expr)?.column;
  return column?.type === Type.TEXT || column?.type === Type.BLOB ? undefined : column;
}

function describing(
  target: ResultSink,
  columns: readonly (Column | undefined)[],
  collations: TextCollations,
): ResultSink {
  const describe = (definition: Uint8Array, i: number): Uint8Array => {
    const column = columns[i];
    if (!column) return definition;
    return columnDefinition({ ...column, name: decodeColumnDefinition(definition).name }, collations);
  };
  const sink: ResultSink = {
    onDrain: undefined,
    columns(definitions, format) {
      // A star stands for any number of columns; values in binary form are written by the types that came with them.
      const known = format === 'text' && definitions.length === columns.length;
      target.columns(known ? definitions.map(describe) : definitions, format);
    },
    rows: (packets) => target.rows(packets),
    end: (ok, more) => target.end(ok, more),
    error: (error) => target.error(error),
  };
  target.onDrain = () => sink.onDrain?.();
  return sink;
}
