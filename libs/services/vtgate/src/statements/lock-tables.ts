import { VtError } from '@vt/base';
import { print, type TableName } from '@vt/sqlparser';
import { collectResult } from '@vt/sqltypes';
import { findKeyspace, findTable, resolveDestination } from '@vt/vschema';
import { anyKeyspace, currentKeyspace, isSystemSchema } from '../executor/place.ts';
import { answerOk } from '../executor/session-answers/local-result.ts';
import type { StatementHandler, StatementRun } from '../executor/statement.ts';
import { parseAsServer } from '../executor/texts/mariadb-syntax.ts';
import { keyspacesOfTables, onlyKeyspace, stripKeyspaces } from '../executor/texts/qualifiers.ts';
import { withoutPrivileges } from './flush-privileges.ts';
import { lockedByFlush } from './locks-of-vitess.ts';
import { withoutTemporary } from './temporary/change.ts';

/**
 * LOCK TABLES: on every shard that the client sees, on connections that are the session's until UNLOCK TABLES.
 * INVARIANT: shards are locked one after the other, in the order of their key ranges: two sessions that lock the same tables cannot wait for
 * each other.
 */
export const lockTables: StatementHandler = async (run) => {
  const { session, deps, signal, sink } = run;
  const { sql: stripped, keyspaces } = stripKeyspaces(run.sql, run.mode, (name) => deps.vschema().keyspaces.has(name));
  const name = onlyKeyspace(keyspacesOfTables(run, keyspaces), session.target.keyspace);
  const keyspace = name === session.target.keyspace ? currentKeyspace(run) : findKeyspace(deps.vschema(), name);
  if (session.inTransaction) await deps.transactions.commit(session, signal);
  if (session.tablesLocked) await unlock(run);
  const sql = withoutTemporary(run, stripped);
  if (sql === undefined) return answerOk(sink);
  session.reserved = true;
  try {
    const ofVitess = isOfVitess(run, keyspace.name);
    await onShards(run, keyspace.name, ofVitess ? lockedByFlush(sql, run) : sql);
    session.tablesLocked = true;
    session.tracker.locked(true);
  } catch (error) {
    await deps.transactions.unreserve(session, signal);
    throw error;
  }
  answerOk(sink);
};

export const unlockTables: StatementHandler = async (run) => {
  const { session, shards, signal, sink } = run;
  if (session.tablesLocked) await unlock(run);
  // The client's message does not say whether there are locks, nor what else the connections have that are its session's.
  else if (!session.lasts && session.reserved) await shards.setHeld('unlock tables', signal);
  answerOk(sink);
};

/** FLUSH TABLES … WITH READ LOCK holds a lock as LOCK TABLES does; every other FLUSH is done on every shard. */
export const flush: StatementHandler = async (run) => {
  const { session, deps, signal, sink } = run;
  if (session.inTransaction) await deps.transactions.commit(session, signal);
  const sql = withoutPrivileges(run);
  if (sql === undefined) return answerOk(sink);
  const holds = /\bwith\s+read\s+lock\b|\bfor\s+export\b/i.test(sql);
  const before = session.reserved;
  if (holds) session.reserved = true;
  try {
    for (const [keyspace, own] of flushes(run, sql)) await onShards(run, keyspace, own);
    if (holds) {
      session.tablesLocked = true;
      session.allTablesLocked = !NAMED.test(sql);
    }
  } catch (error) {
    if (holds && !before) await deps.transactions.unreserve(session, signal);
    throw error;
  }
  answerOk(sink);
};

/** Of FLUSH TABLES … WITH READ LOCK: with tables. */
const NAMED = /\btables?\s+(?!with\b)/i;

/** What is said to the shards of which keyspace: of tables that are named, those of its own, by names without it. */
function flushes(run: StatementRun, sql: string): readonly (readonly [keyspace: string, sql: string])[] {
  const { deps, session } = run;
  const statement = NAMED.test(sql) ? parseAsServer(sql, session.sqlMode, deps.options.serverVersion) : undefined;
  if (statement?.kind !== 'Flush' || !statement.tables?.length) return flushed(run).map((keyspace) => [keyspace, sql]);
  const own = new Map<string, TableName[]>();
  for (const table of statement.tables) {
    const keyspace = keyspaceOf(table, run);
    const name = table.qualifier === keyspace ? { ...table, qualifier: '' } : table;
    own.set(keyspace, [...(own.get(keyspace) ?? []), name]);
  }
  return [...own].map(([keyspace, tables]) => [keyspace, print({ ...statement, tables })]);
}

function keyspaceOf({ qualifier, name }: TableName, run: StatementRun): string {
  const { deps, session } = run;
  if (deps.vschema().keyspaces.has(qualifier)) return qualifier;
  const { keyspace } = session.target;
  if (isSystemSchema(qualifier)) return anyKeyspace(run);
  return keyspace !== '' && !isSystemSchema(keyspace) ? keyspace : findTable(deps.vschema(), qualifier, name).keyspace;
}

/** Whether a tablet that may be asked is one of Vitess, which knows fewer statements. */
function isOfVitess({ deps, session }: StatementRun, keyspace: string): boolean {
  const { tabletType } = session.target;
  return deps.gateway
    .tablets()
    .filter((tablet) => tablet.keyspace === keyspace && tablet.tabletType === tabletType)
    .some(({ serving, isOfVitess: itIs }) => serving && itIs);
}

/** The selected keyspace, or all that are served where none is. */
function flushed({ session, deps }: StatementRun): readonly string[] {
  const { keyspace, tabletType } = session.target;
  if (keyspace !== '' && !isSystemSchema(keyspace)) return [keyspace];
  return deps.serving
    .keyspaces()
    .filter((name) => (deps.serving.shards(name, tabletType)?.length ?? 0) > 0)
    .toSorted();
}

/** BEGIN, of whatever kind, ends what LOCK TABLES began, on every shard: a mysqld would do it only where the transaction comes. The lock on all tables stays. */
export async function unlockForBegin(run: StatementRun): Promise<void> {
  const { tablesLocked, allTablesLocked } = run.session;
  if (tablesLocked && !allTablesLocked) await unlock(run);
}

async function unlock(run: StatementRun): Promise<void> {
  const { session, deps, signal } = run;
  const isAll = session.allTablesLocked;
  session.tablesLocked = false;
  session.allTablesLocked = false;
  session.tracker.locked(false);
  if (session.inTransaction && !isAll) await deps.transactions.commit(session, signal);
  await deps.transactions.unreserve(session, signal);
  // Connections with temporary tables stay, and those of a transaction.
  await run.shards.setHeld('unlock tables', signal);
}

async function onShards({ session, shards, signal }: StatementRun, keyspace: string, sql: string): Promise<void> {
  const all = shards.shards(keyspace);
  const { destination } = session.target;
  const chosen = destination ? resolveDestination(destination, all, (some) => shards.pick(some)) : all;
  if (chosen.length === 0) throw new VtError({ code: 'UNAVAILABLE', message: `no shard of '${keyspace}' is served` });
  for (const { name } of chosen) {
    const query = { keyspace, shard: name, sql, binds: {} };
    await shards.run([query], [collectResult()], { intent: 'ddl', autocommit: false }, signal);
  }
}
