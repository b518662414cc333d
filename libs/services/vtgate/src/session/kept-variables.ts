import type { Session } from './session.ts';

/** Remembers the variables of a session that SET changes. What it returns makes them as they were. */
export function keepVariables(session: Session): () => void {
  const variables = variablesOf(session);
  const settings = [...session.settings];
  const shown = [...session.shownVariables];
  const { readAfterWrite, tracker, inTransaction, begin } = session;
  const { mode, gtid, timeoutMs, tracksGtids } = readAfterWrite;
  const { info } = tracker;
  return () => {
    Object.assign(session, variables);
    put(session.settings, settings);
    put(session.shownVariables, shown);
    Object.assign(readAfterWrite, { mode, timeoutMs, tracksGtids });
    if (readAfterWrite.gtid !== gtid) readAfterWrite.gtid = gtid;
    if (tracker.info !== info) tracker.set(info);
    // Of a transaction that is over meanwhile nothing is left.
    if (session.inTransaction === inTransaction) session.begin = begin;
  };
}

function variablesOf(session: Session) {
  const { clientFoundRows, ddlStrategy, lastInsertId, migrationContext, queryTimeoutMs, scratchReads } = session;
  const { selectLimit, skipPlanCache, transactionMode, transactionTimeoutMs, waitTimeoutMs, workload } = session;
  const { clientCharset, resultCharset, resultCollation, ignoresSpace, shownSqlMode } = session;
  return {
    ...{ clientFoundRows, ddlStrategy, lastInsertId, migrationContext, queryTimeoutMs, scratchReads },
    ...{ selectLimit, skipPlanCache, transactionMode, transactionTimeoutMs, waitTimeoutMs, workload },
    ...{ clientCharset, resultCharset, resultCollation, ignoresSpace, shownSqlMode },
  };
}

function put(map: Map<string, string>, entries: readonly (readonly [string, string])[]): void {
  map.clear();
  for (const [name, value] of entries) map.set(name, value);
}
