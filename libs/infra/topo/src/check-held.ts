import { toVtError, type VtError } from '@vt/base';
import type { TopoLock } from './conn/conn.ts';
import { isTopoError } from './errors.ts';

/** How long the topology may take to say whether a lock is held: clients may wait meanwhile. */
const CHECK_MS = 2_000;

/**
 * Asks the topology whether a lock is still held, before what cannot be taken back. A process that stood still, or whose machine did, finds out by its own clock only later, or not at all. A
 * topology that does not answer is no reason to stop, and is told: the lock's lease is known to last. Throws LockLost.
 */
export async function checkHeld(
  lock: TopoLock,
  untold: (error: VtError) => void,
  signal: AbortSignal = lock.lost,
): Promise<void> {
  signal.throwIfAborted();
  try {
    await lock.check({ signal, timeoutMs: CHECK_MS });
  } catch (error) {
    if (isTopoError(error, 'LockLost')) throw error;
    signal.throwIfAborted();
    untold(toVtError(error));
  }
}
