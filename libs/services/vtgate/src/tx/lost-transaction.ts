import { VtError } from '@vt/base';
import { TabletCallError } from '@vt/proto';

/** Errors of MySQL clients that mean that the connection, and with it the transaction, is gone. */
const lostErrnos = new Set([2002, 2003, 2006, 2013, 4031]);

/** Whether an error inside a transaction means that the transaction is no more. */
export function isLostTransaction(error: VtError): boolean {
  if (error.errno !== undefined && lostErrnos.has(error.errno)) return true;
  if (error.code === 'UNAVAILABLE') return true;
  return /^(?:.*: )?transaction \d+: /.test(error.message) && error.code === 'ABORTED';
}

/** Whether an error says that the connection which a session had on a tablet is no more: with it, or with the tablet's being the primary. */
export function isLostConnection(error: VtError): boolean {
  return isLostTransaction(error) || error.code === 'CLUSTER_EVENT' || /wrong tablet type/.test(error.message);
}

/** What a tablet said, inside of what became of it. */
export function refusalOf(error: unknown): TabletCallError | undefined {
  for (let at = error; at instanceof VtError; at = at.cause) if (at instanceof TabletCallError) return at;
  return undefined;
}
