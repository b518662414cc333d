import { VtError } from '@vt/base';
import { type Expr, type Node, parse, print, rewrite, type Select, type Statement, visit } from '@vt/sqlparser';
import { collectResult, type Result, Type } from '@vt/sqltypes';
import { keyspaceIdDestination, resolveDestination } from '@vt/vschema';
import { CallSink } from '../gateway/call-sink.ts';
import { databaseOf } from '../gateway/database-name.ts';
import { clientError } from '../gateway/tablet-error.ts';
import { TabletCallError } from '../gateway/tablet-gateway.ts';
import { statementTimeoutMs } from '../session/statement-timeout.ts';
import { plainCall } from '../tx/plain-call.ts';
import { answerOk } from './local-result.ts';
import { withNames } from './name-columns.ts';
import type { StatementRun } from './statement.ts';

const LOCK_FUNCTIONS = new Set(['get_lock', 'is_free_lock', 'is_used_lock', 'release_all_locks', 'release_lock']);
const LOCKS_AT = new Uint8Array([0]);
const INTO_ROWS_MAX = 2;

/** Names of the functions whose effect is a session's own on its mysqld. */
export function usesLockFunction(statement: Node): boolean {
  let found = false;
  visit(statement, (node) => {
    if (node.kind === 'FuncExpr' && LOCK_FUNCTIONS.has(node.name.toLowerCase())) found = true;
    return !found;
  });
  return found;
}

/**
 * All locks of GET_LOCK are taken on one shard, the same for every gate: the first keyspace's at keyspace id 0x00, on a connection that the
 * session keeps while it may hold some.
 */
export async function runLockFunction(run: StatementRun, statement: Statement): Promise<void> {
  if (statement.kind !== 'Select' || !readsNothing(statement))
    throw VtError.of('VT12001', `${nameOf(statement)} allowed only with dual`);
  const { session, deps, signal, sink } = run;
  const target = session.lockSession?.target ?? lockTarget(run);
  const state = session.lockSession?.state;
  const call = {
    ...plainCall(session),
    ...state,
    sql: print(tellingOwnLocks(statement, session.id)),
    settings: state ? [] : session.settingStatements(),
    reserve: state === undefined,
    timeoutMs: statementTimeoutMs(session, deps.options.queryTimeoutMs),
  };
  const database = databaseOf(deps.gateway, target.keyspace);
  try {
    const shown = new CallSink(sink, target.keyspace, database, () => {});
    const after = await deps.gateway.execute(target, call, shown, signal);
    session.lockSession = { target, state: after };
  } catch (thrown) {
    if (thrown instanceof TabletCallError)
      session.lockSession = thrown.state.reservedId === 0n ? undefined : { target, state: thrown.state };
    throw clientError(thrown, target.keyspace, database);
  }
}

/** IS_USED_LOCK() of a lock that the session's connection holds is the client's connection, and not the gate's to the mysqld. */
function tellingOwnLocks(statement: Select, id: number): Select {
  return rewrite(withNames(statement), (node) => {
    if (node.kind !== 'FuncExpr' || node.name.toLowerCase() !== 'is_used_lock' || node.args.length !== 1) return node;
    const told = parse(`select if(f() = connection_id(), cast(${id} as unsigned), f())`);
    return columnOf(rewrite(told, (one) => (one.kind === 'FuncExpr' && one.name === 'f' ? node : one)));
  }) as Select;
}

function columnOf(query: Statement): Expr {
  const column = query.kind === 'Select' ? query.columns[0] : undefined;
  if (column?.kind !== 'AliasedExpr') throw VtError.of('VT13001', 'a query without a column');
  return column.expr;
}

function readsNothing({ from }: Select): boolean {
  return from.every(
    (table) => table.kind === 'AliasedTableExpr' && table.expr.kind === 'TableName' && table.expr.name === 'dual',
  );
}

function nameOf(statement: Node): string {
  let name = '';
  visit(statement, (node) => {
    if (node.kind === 'FuncExpr' && LOCK_FUNCTIONS.has(node.name.toLowerCase())) name ||= node.name;
    return true;
  });
  return name;
}

function lockTarget({ deps, session }: StatementRun) {
  const { tabletType } = session.target;
  const keyspace = deps.serving.keyspaces().toSorted()[0];
  const shards = keyspace === undefined ? undefined : deps.serving.shards(keyspace, tabletType);
  const [shard] = shards ? resolveDestination(keyspaceIdDestination(LOCKS_AT), shards) : [];
  if (keyspace === undefined || !shard) throw new VtError({ code: 'UNAVAILABLE', message: 'no keyspace is served' });
  return { keyspace, shard: shard.name, tabletType };
}

/** SELECT … INTO @variables: the gate keeps user variables, so it reads the row and sets them. */
export async function selectInto(run: StatementRun, statement: Select): Promise<void> {
  const { into } = statement;
  if (into?.kind !== 'IntoVariables') throw VtError.of('VT12001', 'SELECT … INTO');
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
  assignRow(run, names, result);
}

function assignRow(run: StatementRun, names: readonly string[], { fields, rows }: Result): void {
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
    const value = row[i] ?? null;
    const type = fields[i]?.type ?? Type.VARCHAR;
    session.setVariable(
      name,
      value === null ? { type: Type.NULL_TYPE, value: new Uint8Array(0), nullOf: type } : { type, value },
    );
  }
  answerOk(sink, { affectedRows: 1n });
}

/** Where `LAST_INSERT_ID(expr)` stands among the columns of a select; its value becomes the session's. */
export function lastInsertIdColumn(statement: Statement): number | undefined {
  if (statement.kind !== 'Select') return undefined;
  const at = statement.columns.findIndex((column) => column.kind === 'AliasedExpr' && setsLastInsertId(column.expr));
  return at < 0 ? undefined : at;
}

function setsLastInsertId(expr: Expr): boolean {
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
