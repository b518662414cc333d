import type { TabletCall } from '../gateway/tablet-gateway.ts';
import type { Session } from '../session/session.ts';

/** A call of a session with nothing but who asks. */
export function plainCall(session: Session): TabletCall {
  const { caller, workload, clientFoundRows } = session;
  return {
    session,
    sql: '',
    binds: {},
    caller,
    transactionId: 0n,
    reservedId: 0n,
    alias: undefined,
    begin: undefined,
    afterBegin: [],
    settings: [],
    reserve: false,
    workload,
    clientFoundRows,
    repeatable: false,
    wantsDiagnostics: false,
    timeoutMs: undefined,
  };
}
