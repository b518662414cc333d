import { toVtError, type VtError } from '@vt/base';
import { defaultBegin } from '../session/session.ts';
import { touchesOf } from '../session/touches.ts';
import { Touch } from '../session/transaction-tracker.ts';
import type { StatementKind } from '../text/classify.ts';
import type { StatementRun } from './statement.ts';

const ROLLBACK_TIMEOUT_MS = 10_000;
const ofRows: ReadonlySet<StatementKind> = new Set([
  'call',
  'delete',
  'do',
  'insert',
  'load',
  'replace',
  'select',
  'update',
]);
/** What MySQL says before it has opened any table for good. */
const BEFORE_TABLES = new Set([1046, 1049, 1051, 1054, 1064, 1109, 1146, 1305, 1792]);

function isEarly({ errno }: VtError): boolean {
  return BEFORE_TABLES.has(errno ?? 0);
}

/** In autocommit, a statement after SET TRANSACTION is the transaction that was spoken of, where it uses tables. */
export async function inCharacterized(run: StatementRun, work: () => Promise<void>): Promise<void> {
  const { session, deps, signal, sql, classified } = run;
  const isNext = session.begin !== defaultBegin && !session.inTransaction && session.autocommit;
  if (!isNext || !ofRows.has(classified.kind) || touchesOf(sql, session.sqlMode) === 0) return work();
  const pending = session.begin;
  await deps.transactions.begin(session, signal, pending);
  try {
    await work();
  } catch (error) {
    await deps.transactions.rollback(session, AbortSignal.timeout(ROLLBACK_TIMEOUT_MS));
    if (isEarly(toVtError(error))) session.begin = pending;
    throw error;
  }
  await deps.transactions.commit(session, signal);
}

/** For session_track_transaction_info: what the statement has used. */
export function noteTouches({ session, sql, classified }: StatementRun, hasRows: boolean, error?: VtError): void {
  const { tracker } = session;
  if (tracker.info === 'OFF' || classified.kind === 'execute') return;
  const touch = error && isEarly(error) ? 0 : touchesOf(sql, session.sqlMode);
  tracker.touched(hasRows ? touch | Touch.resultSet : touch, session.autocommit);
}
