import { toMysqlError, type VtError } from '@vt/base';
import type { OkInfo } from '@vt/sqltypes';
import type { Session } from '../../session/session.ts';

/**
 * What ROW_COUNT(), FOUND_ROWS() and LAST_INSERT_ID() say after a statement that went well.
 * @param isCounted FOUND_ROWS() tells of its rows.
 * @param skipped before them, by OFFSET; a function: when FOUND_ROWS() asks.
 */
export function rememberAnswer(
  session: Session,
  ok: OkInfo,
  hasRows: boolean,
  rowsReturned: number,
  isCounted = true,
  skipped: bigint | (() => bigint) = 0n,
): void {
  session.rowCount = hasRows ? -1n : ok.affectedRows;
  if (hasRows && isCounted) {
    const rows = BigInt(rowsReturned);
    session.foundRows = typeof skipped === 'bigint' ? rows + skipped : () => rows + skipped();
  }
  if (ok.insertId !== 0n && !ok.isGivenId) session.lastInsertId = ok.insertId;
}

/** What a statement leaves that failed. */
export function rememberFailure(session: Session, error: VtError): void {
  session.rowCount = -1n;
  session.changes.forget();
  const { errno: code, state, message } = toMysqlError(error);
  session.warnings.push({ level: 'Error', code, state, message });
}

/** At the beginning of a statement: its own warnings replace those of the one before, which it may still ask for. */
export function forgetWarnings(session: Session): void {
  session.maySignal = false;
  if (session.warnings.length === 0 && session.previousWarnings.length === 0) return;
  session.previousWarnings = session.warnings;
  session.warnings = [];
}
