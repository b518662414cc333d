import type { VtError } from '@vt/base';
import type { ObservingSink } from '../executor/observing-sink.ts';
import type { StatementRun } from '../executor/statement.ts';
import type { QueryRecord } from './query-record.ts';

/** What the log says of a statement that took the executor's way. */
export function recordOf(
  { session, sql, classified, facts }: StatementRun,
  sink: ObservingSink,
  totalMs: number,
  error: VtError | undefined,
): QueryRecord {
  const { keyspace, tabletType } = session.target;
  const isCommit = classified.kind === 'commit';
  return {
    method: 'Execute',
    remoteAddr: session.caller.remote,
    user: session.caller.user,
    startMs: Date.now() - totalMs,
    totalMs,
    planMs: facts.planMs,
    executeMs: isCommit ? 0 : totalMs - facts.planMs,
    commitMs: isCommit ? totalMs : 0,
    statement: facts.plan?.statement ?? classified.kind.toUpperCase(),
    sql,
    shardQueries: facts.shardQueries,
    rowsAffected: sink.hasRows ? 0n : (sink.ok?.affectedRows ?? 0n),
    rowsReturned: sink.rowsReturned,
    error: error?.message ?? '',
    tabletType,
    sessionUuid: session.uuid,
    isCachedPlan: facts.isCachedPlan,
    tablesUsed: facts.plan?.tablesUsed ?? [],
    keyspace,
  };
}
