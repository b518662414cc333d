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

/** Told to the client then, and until it rolls back. */
export function lostTransaction(error: VtError): VtError {
  return VtError.of('VT15001', error.message);
}

const DEADLOCK = 1213;
const LOCK_TABLE_FULL = 1206;

/** Whether InnoDB has rolled back the whole transaction, and not only the statement. What it did on other shards is to go as well. */
export function endsTransaction({ errno }: VtError): boolean {
  return errno === DEADLOCK || errno === LOCK_TABLE_FULL;
}

const IN_USE = /transaction \d+: in use: /;

/** Whether an error says that the connection which a session had on a tablet is no more: with it, or with the tablet's being the primary. */
export function isLostConnection(error: VtError): boolean {
  // There it is, and does something else.
  if (IN_USE.test(error.message)) return false;
  return isLostTransaction(error) || error.code === 'CLUSTER_EVENT' || /wrong tablet type/.test(error.message);
}

/** As a client's library tells of its own connection to a mysqld: pools and ORMs that know the number, or the class of the SQLSTATE, connect anew. */
const LOST = { errno: 2013, state: '08S01' } as const;

/** Outside of a transaction: the session goes on without what only its connection had. */
export function lostHoldings(error: VtError): VtError {
  const message = `${error.message}: what the session held on its connection (temporary tables, locks) is lost`;
  return new VtError({ code: error.code, ...LOST, message, cause: error });
}

/** What a tablet said, inside of what became of it. */
export function refusalOf(error: unknown): TabletCallError | undefined {
  for (let at = error; at instanceof VtError; at = at.cause) if (at instanceof TabletCallError) return at;
  return undefined;
}
