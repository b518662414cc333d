import { VtError } from '@vt/base';

/** Texts that gates depend on (buffering, retries): do not touch. */
export const notServing = (state: string): VtError =>
  new VtError({ code: 'CLUSTER_EVENT', message: `operation not allowed in state ${state}` });

export const shuttingDown = (): VtError => notServing('SHUTTING_DOWN');

/**
 * Of a write that was ended because the tablet stops serving. INVARIANT: the text does not say that it was refused: it may have been committed, and a client that
 * runs it again could run it twice.
 */
export const endedByShutdown = (): VtError =>
  new VtError({
    code: 'CLUSTER_EVENT',
    errno: 1053,
    state: '08S01',
    message: 'interrupted because the tablet stops serving; it may have run (errno 1053) (sqlstate 08S01)',
  });

export const noTwoPc = (): VtError => VtError.of('VT10002', 'two-phase commit is not possible on this tablet');

/** A client is told error 1041 by this text. */
export const transactionThrottled = (): VtError =>
  new VtError({ code: 'RESOURCE_EXHAUSTED', message: 'Transaction throttled' });

export const transactionError = (id: bigint, what: string): VtError =>
  new VtError({ code: 'ABORTED', message: `transaction ${id}: ${what}` });

export const rowCountExceeded = (user: string, rowsMax: number): VtError =>
  new VtError({ code: 'ABORTED', message: `Row count exceeded ${rowsMax} (CallerID: ${user})` });

export const queryTimedOut = (): VtError =>
  new VtError({
    code: 'DEADLINE_EXCEEDED',
    errno: 3024,
    state: 'HY000',
    message: 'Query execution was interrupted, maximum statement execution time exceeded (errno 3024) (sqlstate HY000)',
  });

export const canceled = (): VtError =>
  new VtError({
    code: 'CANCELED',
    errno: 1317,
    state: '70100',
    message: 'Query execution was interrupted (errno 1317) (sqlstate 70100)',
  });

/** Of a call that was cancelled: by who asked, or by its deadline. */
export const cancelledBy = (reason: unknown): VtError =>
  reason instanceof Error && reason.name === 'TimeoutError' ? queryTimedOut() : canceled();

/** Nobody's answer: the statement is run again on a connection of its own (see mayRunAgain). */
export const steppedAside = new VtError({ code: 'UNAVAILABLE', message: 'stood behind others on its connection' });

export const needsReserved = (plan: string): VtError =>
  new VtError({ code: 'FAILED_PRECONDITION', message: `${plan} not allowed without reserved connection` });

export const primaryOnly = (what: string): VtError =>
  new VtError({ code: 'FAILED_PRECONDITION', message: `${what} are given out by the primary only` });

/** Nobody could commit it. */
export const leftOpen = (): VtError =>
  VtError.of('VT12001', 'a procedure that leaves a transaction open, which is rolled back');

/** A statement would not do here what it says. */
export function transactionsAreCalls(): VtError {
  return new VtError({
    code: 'INVALID_ARGUMENT',
    message: 'transactions are begun and ended by their own calls, not by statements',
  });
}
