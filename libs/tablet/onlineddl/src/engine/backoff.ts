const MINUTE_MS = 60_000;
/** How long is waited after each failed attempt. */
const PAUSES_MS = [0, MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS] as const;

/** Who waits no longer than this does not want to wait. */
const AT_ONCE_MS = 1;

export type CutOverState = {
  readonly isForced: boolean;
  /** 0: never. */
  readonly forceAfterMs: number;
  readonly sinceReadyMs: number;
  readonly sinceAttemptMs: number;
  readonly attempts: number;
};
/** `isForced`: who holds the table is ended. */
export type CutOverChoice = { readonly isDue: boolean; readonly isForced: boolean };

/** Whether a cut-over is to be tried now. */
export function backoff(state: CutOverState): CutOverChoice {
  const { isForced, forceAfterMs, sinceReadyMs, sinceAttemptMs, attempts } = state;
  if (isForced) return { isDue: true, isForced: true };
  if (forceAfterMs > 0 && (forceAfterMs <= AT_ONCE_MS || sinceReadyMs > forceAfterMs))
    return { isDue: true, isForced: true };
  const pauseMs = PAUSES_MS[Math.min(attempts, PAUSES_MS.length - 1)] ?? 0;
  return { isDue: sinceAttemptMs >= pauseMs, isForced: false };
}
