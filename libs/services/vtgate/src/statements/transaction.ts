import { VtError } from '@vt/base';
import { SqlError } from '@vt/sqlparser';
import { collectResult } from '@vt/sqltypes';
import { asVtError } from '../executor/errors/sql-error.ts';
import { answerOk } from '../executor/session-answers/local-result.ts';
import type { StatementHandler, StatementRun } from '../executor/statement.ts';
import { parseAsServer } from '../executor/texts/mariadb-syntax.ts';
import type { BeginOptions } from '../gateway/tablet-gateway.ts';
import { defaultBegin } from '../session/session.ts';
import { scan } from '../text/scan.ts';
import { unlockForBegin } from './lock-tables.ts';
import { type SavepointVerb, savepointName, savepointsAfter } from './savepoints.ts';
import { openSnapshot } from './snapshot.ts';

/** As mysqldump, mariadb-dump and mydumper begin (`--single-transaction`): what they read takes longer than what applications do. */
const DUMP = /\/\*!\d{5,6}\s+with consistent snapshot\s*\*\//i;

/** START TRANSACTION [WITH CONSISTENT SNAPSHOT] [, READ ONLY | READ WRITE] */
export const startTransaction: StatementHandler = async (run) => {
  checkSyntax(run);
  const { session, deps, signal, sink, sql, mode } = run;
  const words = [...scan(sql, mode)].map((token) => token.text).join(' ');
  const before = pendingBegin(session.begin);
  const options: BeginOptions = {
    isolation: before.isolation,
    consistentSnapshot: words.includes('WITH CONSISTENT SNAPSHOT'),
    accessMode: words.includes('READ ONLY')
      ? 'READ_ONLY'
      : words.includes('READ WRITE')
        ? 'READ_WRITE'
        : before.accessMode,
    ...(DUMP.test(sql) && { forDump: true }),
  };
  await unlockForBegin(run);
  await deps.transactions.beginExplicitly(session, signal, options);
  if (options.consistentSnapshot) await openSnapshot(run);
  answerOk(sink);
};

/** COMMIT [WORK] [AND [NO] CHAIN] [[NO] RELEASE] */
export const commit: StatementHandler = async (run) => {
  checkSyntax(run);
  const { session, deps, signal, sink } = run;
  const { chain, release } = completionOf(run);
  const { inTransaction } = session;
  const options = chained(session.begin);
  if (inTransaction) await deps.transactions.commit(session, signal);
  else deps.transactions.settle(session);
  if (chain) await deps.transactions.beginExplicitly(session, signal, options);
  session.isReleased = release;
  answerOk(sink);
};

/** ROLLBACK [WORK] [AND [NO] CHAIN] [[NO] RELEASE], ROLLBACK [WORK] TO [SAVEPOINT] name */
export const rollback: StatementHandler = async (run) => {
  const { session, deps, signal, sink, sql, mode } = run;
  checkSyntax(run);
  if ([...scan(sql, mode)].some((token) => token.text === 'TO')) return savepointStatement(run);
  const { chain, release } = completionOf(run);
  const { inTransaction } = session;
  const options = chained(session.begin);
  if (inTransaction) await deps.transactions.rollback(session, signal);
  else deps.transactions.settle(session);
  if (chain) await deps.transactions.beginExplicitly(session, signal, options);
  session.isReleased = release;
  answerOk(sink);
};

/** SAVEPOINT, RELEASE SAVEPOINT and ROLLBACK TO go to every shard of the transaction; later shards get what there is when they join. */
export const savepointStatement: StatementHandler = async (run) => {
  const { session, sink, sql, mode, shards, signal, classified } = run;
  const name = savepointName(sql, mode);
  const isIdle = !session.inTransaction && session.autocommit;
  const after = savepointsAfter(isIdle ? [] : session.savepoints, classified.kind as SavepointVerb, name);
  if (!after) throw noSavepoint(name);
  if (isIdle) return answerOk(sink);
  const open = session.shardSessions.filter(({ state }) => state.transactionId !== 0n);
  const queries = open.map(({ target }) => ({ keyspace: target.keyspace, shard: target.shard, sql, binds: {} }));
  const sinks = queries.map(() => collectResult());
  if (queries.length > 0) await shards.run(queries, sinks, { intent: 'read', autocommit: false }, signal);
  session.savepoints = after;
  answerOk(sink);
};

const PLAIN = /^\s*(?:begin|commit|rollback|start\s+transaction)\s*$/i;

/** @throws 1064 for words behind the first that are none of a transaction's. */
export function checkSyntax({ sql, session, deps }: StatementRun): void {
  if (PLAIN.test(sql)) return;
  try {
    parseAsServer(sql, session.sqlMode, deps.options.serverVersion);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw asVtError(error);
  }
}

/** What follows: a transaction like it, or the end of the connection. Where the statement does not say, @@completion_type does. */
function completionOf({ sql, mode, session }: StatementRun): { readonly chain: boolean; readonly release: boolean } {
  const words = [...scan(sql, mode)].map(({ text }) => text).join(' ');
  const type = session.shownVariables.get('completion_type')?.replaceAll("'", '').toUpperCase();
  const chain = /\b(NO )?CHAIN\b/.exec(words);
  const release = /\b(NO )?RELEASE\b/.exec(words);
  return {
    chain: chain ? chain[1] === undefined : type === 'CHAIN' || type === '1',
    release: release ? release[1] === undefined : type === 'RELEASE' || type === '2',
  };
}

/** A chained transaction is like the one before it, but for the snapshot: its first read takes one. */
function chained(begin: BeginOptions): BeginOptions {
  return { ...begin, consistentSnapshot: false, forDump: false };
}

/** SET TRANSACTION before a BEGIN speaks of that one. */
export function pendingBegin(begin: BeginOptions): BeginOptions {
  return { ...defaultBegin, isolation: begin.isolation, accessMode: begin.accessMode };
}

function noSavepoint(name: string): VtError {
  return new VtError({
    code: 'NOT_FOUND',
    errno: 1305,
    state: '42000',
    message: `SAVEPOINT ${name} does not exist`,
  });
}

export function syntaxError(sql: string): VtError {
  return new VtError({
    code: 'INVALID_ARGUMENT',
    errno: 1064,
    state: '42000',
    message: `You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '${sql.slice(0, 80)}' at line 1`,
  });
}
