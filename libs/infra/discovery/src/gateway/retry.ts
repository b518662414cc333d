import { TabletCallError, type TabletRequest } from '@vt/proto';

/** What a tablet answers that cannot serve now, though another one might. */
const elsewhere = new Set(['UNAVAILABLE', 'CLUSTER_EVENT', 'FAILED_PRECONDITION']);

/**
 * Whether a failed request may be sent to another tablet: only out of transactions and reserved connections, and only when that
 * cannot do anything twice.
 */
export function mayRetry(error: unknown, request: TabletRequest, repeatable: boolean): boolean {
  if (!(error instanceof TabletCallError) || !elsewhere.has(error.code)) return false;
  if (request.transactionId !== 0n || request.reservedId !== 0n) return false;
  if (error.held.transactionId !== 0n || error.held.reservedId !== 0n) return false;
  return repeatable || !error.mayHaveRun;
}
