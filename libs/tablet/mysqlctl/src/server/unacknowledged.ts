import { anySignal } from '@vt/base';
import { replicationOf } from '../replication/replication.ts';
import type { MysqlServer } from './server.ts';

const CONNECT_MS = 2_000;
/** How long commits under way may take to be acknowledged. */
const SETTLE_MS = 2_000;

/**
 * Whether commits of a primary wait in vain for acknowledgements of replicas. A server that is asked to end lets them go: MySQL tells their clients that they are
 * committed, though nobody else has them. New writes are kept out from here on, so that those under way are acknowledged first where somebody is there to do it.
 */
export async function hasUnacknowledged(server: MysqlServer): Promise<boolean> {
  const session = await server.connect('vt_dba', AbortSignal.timeout(CONNECT_MS)).catch(() => undefined);
  if (!session) return false;
  const replication = replicationOf(session, server.version);
  let takesAcknowledgements = false;
  try {
    const signal = AbortSignal.timeout(CONNECT_MS + SETTLE_MS);
    takesAcknowledgements = (await replication.semiSync(signal)).primaryEnabled;
    if (!takesAcknowledgements) return false;
    // It waits for commits under way, but not on every version.
    await replication.setReadOnly('super-read-only', anySignal([signal, AbortSignal.timeout(SETTLE_MS)]));
    return (await replication.semiSync(signal)).waitSessions > 0;
  } catch {
    return takesAcknowledgements;
  } finally {
    session.close();
  }
}
