import type { Logger } from '@vt/servenv';
import { isTopoError, TopoError } from './errors.ts';
import { sleep } from './kv/abort.ts';

export type WaitOptions = {
  /** What the topology is needed for, as the log says it: `to register this tablet`. */
  readonly purpose: string;
  readonly log: Logger;
  /** Aborted: `Interrupted` is thrown. */
  readonly signal: AbortSignal;
  readonly pauseMs?: number;
  /** Between two lines of the log; the first comes after a fraction of it. */
  readonly tellEveryMs?: number;
};

const PAUSE_MS = 500;
const TELL_EVERY_MS = 15_000;
/** A server that restarts is no news. */
const FIRST_TOLD_PART = 0.1;

/**
 * Does work that cannot be done without the topology, again and again while the topology is away, for as long as that takes; the log says what is waited for. The work must bear being
 * done twice. Failures that are not the topology's absence go through.
 */
export async function untilTopologyAnswers<T>(work: () => Promise<T>, options: WaitOptions): Promise<T> {
  const { purpose, log, signal, pauseMs = PAUSE_MS, tellEveryMs = TELL_EVERY_MS } = options;
  let [why, hasWaited] = ['no answer yet', false];
  const tell = (): void => {
    hasWaited = true;
    log.warn({ why }, `waiting for the topology ${purpose}`);
    timer = setTimeout(tell, tellEveryMs);
  };
  let timer = setTimeout(tell, tellEveryMs * FIRST_TOLD_PART);
  try {
    for (;;) {
      if (signal.aborted) throw new TopoError('Interrupted', purpose, { cause: signal.reason });
      try {
        const result = await work();
        if (hasWaited) log.info(`the topology answers: going on ${purpose}`);
        return result;
      } catch (error) {
        if (!isAway(error)) throw error;
        why = error.message;
      }
      await sleep(pauseMs, signal, purpose);
    }
  } finally {
    clearTimeout(timer);
  }
}

function isAway(error: unknown): error is TopoError {
  return isTopoError(error, 'Unavailable', 'Timeout', 'LockLost', 'PartialResult');
}
