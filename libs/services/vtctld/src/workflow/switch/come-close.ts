/** Streams that need no longer than this for what the sources have are close enough to let clients wait for the rest. */
const CLOSE_MS = 100;
/** On a machine that is busy they always need longer: close enough is then what does not get less any more, of what clients may wait for. */
const [STEADY_MS_MAX, STEADY_SHARE, STEADY_ROUNDS] = [1_000, 0.8, 3];

/**
 * Has streams catch up while writes still run, until what is left for the standstill is little. Streams that are far behind (after a copy or a VDiff, say)
 * leave behind them what was written while they caught up, so that it takes several rounds, each shorter than the one before. Rounds that no longer get
 * shorter end it: at once if clients may wait that long, else when patienceMs have gone by. As long as they do get shorter it goes on beyond that, which ends by
 * itself. Gives what the last round took in ms: about what clients will wait.
 */
export async function comeClose(
  catchUp: () => Promise<void>,
  patienceMs: number,
  now: () => number = () => performance.now(),
): Promise<number> {
  const until = now() + patienceMs;
  let [leastMs, steady] = [Infinity, 0];
  for (;;) {
    const startedMs = now();
    await catchUp();
    const endedMs = now();
    const tookMs = endedMs - startedMs;
    const isShorter = tookMs <= STEADY_SHARE * leastMs;
    steady = isShorter ? 0 : steady + 1;
    leastMs = Math.min(leastMs, tookMs);
    if (tookMs <= CLOSE_MS) return tookMs;
    if (steady >= STEADY_ROUNDS && (tookMs <= STEADY_MS_MAX || endedMs >= until)) return tookMs;
  }
}
