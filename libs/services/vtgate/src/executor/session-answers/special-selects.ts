import { VtError } from '@vt/base';
import { type Expr, type NodeOf, print, type Statement, visitButLiterals } from '@vt/sqlparser';
import { collectResult, type Result } from '@vt/sqltypes';
import { typedVariableValue } from '../../statements/set/evaluate.ts';
import type { StatementRun } from '../statement.ts';
import { answerOk } from './local-result.ts';
import { skippedRows } from './skipped-rows.ts';
import { collationsOf } from './variable-collation.ts';

const INTO_ROWS_MAX = 2;

type Query = NodeOf<'ParenSelect' | 'Select' | 'TableStatement' | 'Union'>;
type Into = NonNullable<Query['into']>;
/** A query whose rows are no answer. */
export type QueryInto = Query & { readonly into: Into };

/** SELECT … INTO @variables: the gate keeps user variables, so it reads the row and sets them. */
export async function selectInto(
  run: StatementRun,
  statement: QueryInto,
  into: Extract<Into, { kind: 'IntoVariables' }>,
): Promise<void> {
  const names = into.variables.map((variable) => {
    if (variable.kind === 'Variable' && variable.scope === 'user') return variable.name.toLowerCase();
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      errno: 1327,
      state: '42000',
      message: `Undeclared variable: ${variable.name}`,
    });
  });
  const result = await run.read(print({ ...statement, into: null }));
  const read = BigInt(result.rows.length);
  const { session, sql, deps } = run;
  session.countedRows = read > 0n ? read + skippedRows(sql, session, deps.options.serverVersion) : read;
  const query = print({ ...statement, into: null, locks: [] });
  const collations = result.rows.length === 1 ? await collationsOf(run, query, result.fields) : [];
  assignRow(run, names, result, collations);
}

function assignRow(
  run: StatementRun,
  names: readonly string[],
  { fields, rows }: Result,
  collations: readonly (string | undefined)[],
): void {
  const { session, sink } = run;
  if (fields.length !== names.length) {
    const message = 'The used SELECT statements have a different number of columns';
    throw new VtError({ code: 'INVALID_ARGUMENT', errno: 1222, state: '21000', message });
  }
  if (rows.length >= INTO_ROWS_MAX)
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      errno: 1172,
      state: '42000',
      message: 'Result consisted of more than one row',
    });
  const [row] = rows;
  if (!row) {
    session.warn(1329, 'No data - zero rows fetched, selected, or processed');
    return answerOk(sink);
  }
  for (const [i, name] of names.entries()) {
    const value = typedVariableValue(fields[i], row[i] ?? null, run);
    const collation = row[i] ? collations[i] : undefined;
    session.setVariable(name, collation === undefined ? value : { ...value, collation });
  }
  answerOk(sink, { affectedRows: 1n });
}

/** Where `LAST_INSERT_ID(expr)` stands among the columns of a select; its value becomes the session's. */
export function lastInsertIdColumn(statement: Statement): number | undefined {
  if (statement.kind !== 'Select') return undefined;
  const at = statement.columns.findIndex((column) => column.kind === 'AliasedExpr' && isIdCall(column.expr));
  return at < 0 ? undefined : at;
}

/** Whether a query sets the insert id by a LAST_INSERT_ID(expr) that is no column of its own, or by one that goes on from the row before. */
export function setsInsertId(statement: Statement): boolean {
  if (!QUERIES.has(statement.kind)) return false;
  const { setting, asking } = idCalls(statement);
  if (setting === 0) return false;
  const isColumn = setting === 1 && lastInsertIdColumn(statement) !== undefined;
  return !isColumn || (asking > 0 && statement.kind === 'Select' && statement.from.length > 0);
}

const QUERIES: ReadonlySet<string> = new Set(['ParenSelect', 'Select', 'Union', 'ValuesStatement']);

function idCalls(statement: Statement): { readonly setting: number; readonly asking: number } {
  let setting = 0;
  let asking = 0;
  visitButLiterals(statement, (node) => {
    if (node.kind === 'FuncExpr' && node.name.toLowerCase() === 'last_insert_id') {
      if (node.args.length > 0) setting++;
      else asking++;
    }
    return true;
  });
  return { setting, asking };
}

function isIdCall(expr: Expr): boolean {
  return expr.kind === 'FuncExpr' && expr.name.toLowerCase() === 'last_insert_id' && expr.args.length === 1;
}

/** Runs it, remembers the id of its last row, and passes its rows on. */
export async function selectLastInsertId(
  run: StatementRun,
  column: number,
  execute: (sink: StatementRun['sink']) => Promise<void>,
): Promise<void> {
  const seen = collectResult();
  const { sink, session } = run;
  await execute({
    get onDrain() {
      return sink.onDrain;
    },
    set onDrain(drain) {
      sink.onDrain = drain;
    },
    columns(definitions, format) {
      seen.columns(definitions, format);
      sink.columns(definitions, format);
    },
    rows(packets) {
      seen.rows(packets);
      return sink.rows(packets);
    },
    end(ok, more) {
      if (!more) seen.end(ok, false);
      sink.end(ok, more);
    },
    error: (error) => sink.error(error),
  });
  const value = (await seen.result).rows.at(-1)?.[column];
  if (value && /^\d+$/.test(Buffer.from(value).toString()))
    session.lastInsertId = BigInt(Buffer.from(value).toString());
}
