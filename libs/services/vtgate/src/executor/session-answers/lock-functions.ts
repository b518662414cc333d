import { VtError } from '@vt/base';
import { type Expr, type Node, parse, print, rewrite, type Select, type Statement, visit } from '@vt/sqlparser';
import { collectResult, type ResultSink } from '@vt/sqltypes';
import { keyspaceIdDestination, resolveDestination } from '@vt/vschema';
import { CallSink } from '../../gateway/call-sink.ts';
import { databaseOf } from '../../gateway/database-name.ts';
import { clientError } from '../../gateway/tablet-error.ts';
import { TabletCallError } from '../../gateway/tablet-gateway.ts';
import type { LockSession } from '../../session/session.ts';
import { statementTimeoutMs } from '../../session/statement-timeout.ts';
import { isLostConnection, lostHoldings } from '../../tx/lost-transaction.ts';
import { plainCall } from '../../tx/plain-call.ts';
import type { StatementRun } from '../statement.ts';
import { withNames } from '../texts/name-columns.ts';

const LOCK_FUNCTIONS = new Set(['get_lock', 'is_free_lock', 'is_used_lock', 'release_all_locks', 'release_lock']);
const LOCKS_AT = new Uint8Array([0]);
/** Connections of clients have 32 bits: what is beyond them is none of this gate's. */
const ELSEWHERE = 2n ** 32n;

/** Whether a text may call one of them. */
export const mayLock = (sql: string): boolean => /_locks?\b/i.test(sql);

/** Names of the functions whose effect is a session's own on its mysqld. */
export function usesLockFunction(statement: Node): boolean {
  return hasFunction(statement, (node) => node.kind === 'FuncExpr' && LOCK_FUNCTIONS.has(node.name.toLowerCase()));
}

function hasFunction(statement: Node, isIt: (node: Node) => boolean): boolean {
  let found = false;
  visit(statement, (node) => {
    found ||= isIt(node);
    return !found;
  });
  return found;
}

/**
 * All locks of GET_LOCK are taken on one mysqld, the same for every gate and whatever tablets a session reads from: the primary of the first keyspace's shard at keyspace id 0x00, on a
 * connection that the session keeps while it may hold some.
 */
export async function runLockFunction(run: StatementRun, statement: Statement): Promise<void> {
  if (statement.kind !== 'Select' || !readsNothing(statement)) throw onlyWithDual(statement);
  await onLockConnection(run, print(await tellingClients(run, statement)), run.sink);
  const { lockSession } = run.session;
  if (lockSession && hasFunction(statement, takesLock)) await learnConnection(run, lockSession);
}

/** Of a statement that asks for a lock for each row, or in what it writes: the rows are where the locks are not. */
export function onlyWithDual(statement: Node): VtError {
  return VtError.of('VT12001', `${nameOf(statement)} allowed only with dual`);
}

/** Runs a text where the session's locks are. */
export async function onLockConnection(run: StatementRun, sql: string, sink: ResultSink): Promise<void> {
  const { session, deps, signal } = run;
  const { target = lockTarget(run), state, connectionId } = session.lockSession ?? {};
  const call = {
    ...plainCall(session),
    ...state,
    sql,
    settings: state ? [] : session.settingStatements(),
    reserve: state === undefined,
    // A tablet of Vitess reserves no connection for what it streams.
    workload: 'OLTP' as const,
    timeoutMs: statementTimeoutMs(session, deps.options.queryTimeoutMs),
  };
  const database = databaseOf(deps.gateway, target.keyspace);
  try {
    const shown = new CallSink(sink, target.keyspace, database, () => {});
    const after = await deps.gateway.execute(target, call, shown, signal);
    session.lockSession = { target, state: after, connectionId };
  } catch (thrown) {
    const error = clientError(thrown, target.keyspace, database);
    if (thrown instanceof TabletCallError)
      session.lockSession = thrown.state.reservedId === 0n ? undefined : { target, state: thrown.state, connectionId };
    if (state === undefined || !isLostConnection(error)) throw error;
    session.lockSession = undefined;
    throw lostHoldings(error);
  }
}

/** Who asks for the holder of a lock is told its connection to the mysqld: whose that is the gate must know. */
async function learnConnection({ session, deps, signal }: StatementRun, held: LockSession): Promise<void> {
  if (held.connectionId !== undefined) return;
  const answer = collectResult({ rowsMax: 1 });
  const call = { ...plainCall(session), ...held.state, sql: 'select connection_id()' };
  try {
    held.state = await deps.gateway.execute(held.target, call, answer, signal);
    const [row] = (await answer.result).rows;
    held.connectionId = Buffer.from(row?.[0] ?? []).toString();
  } catch {
    // The client has its answer; that the connection is gone its next statement there says.
  }
}

/**
 * IS_USED_LOCK() is the client's connection that holds the lock, and not the gate's to the mysqld. That of another gate's client is a number
 * that no client here has.
 */
async function tellingClients({ session, deps }: StatementRun, statement: Select): Promise<Select> {
  const named = withNames(statement) as Select;
  if (!hasFunction(named, isUsedLock)) return named;
  const clients = (await deps.processes?.()) ?? [];
  const known = clients.flatMap(({ id, lockConnection }) =>
    lockConnection === undefined || id === session.id ? [] : [`when ${lockConnection} then ${id}`],
  );
  const told = parse(`select cast(case f() when connection_id() then ${session.id} ${known.join(' ')}
    else f() + ${ELSEWHERE} end as unsigned)`);
  return rewrite(named, (node) =>
    isUsedLock(node)
      ? columnOf(rewrite(told, (one) => (one.kind === 'FuncExpr' && one.name === 'f' ? node : one)))
      : node,
  ) as Select;
}

const takesLock = (node: Node): boolean => node.kind === 'FuncExpr' && node.name.toLowerCase() === 'get_lock';
const isUsedLock = (node: Node): boolean =>
  node.kind === 'FuncExpr' && node.name.toLowerCase() === 'is_used_lock' && node.args.length === 1;

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

function lockTarget({ deps }: StatementRun) {
  const tabletType = 'PRIMARY';
  const keyspace = deps.serving.keyspaces().toSorted()[0];
  const shards = keyspace === undefined ? undefined : deps.serving.shards(keyspace, tabletType);
  const [shard] = shards ? resolveDestination(keyspaceIdDestination(LOCKS_AT), shards) : [];
  if (keyspace === undefined || !shard) throw new VtError({ code: 'UNAVAILABLE', message: 'no keyspace is served' });
  return { keyspace, shard: shard.name, tabletType } as const;
}
