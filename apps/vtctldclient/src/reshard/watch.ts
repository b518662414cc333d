/** What gates have counted up to now. */
export type Counts = { readonly calls: number; readonly errors: number; readonly totalMs: number };

export type Health = { readonly errorShare: number; readonly meanMs: number; readonly calls: number };

export type Limits = {
  /** Share of calls that may fail beyond what did before. */
  readonly errorShareMax: number;
  /** How many times longer than before calls may take in the mean. */
  readonly slowerMax: number;
};

/** The sum of several gates' `/debug/vars`. */
export function countsOf(pages: readonly unknown[]): Counts {
  let [calls, errors, totalMs] = [0, 0, 0];
  for (const page of pages) {
    const { VtgateApi, VtgateApiErrorCounts } = page as {
      readonly VtgateApi?: { readonly TotalCount?: number; readonly TotalTime?: number };
      readonly VtgateApiErrorCounts?: Readonly<Record<string, number>>;
    };
    calls += VtgateApi?.TotalCount ?? 0;
    totalMs += (VtgateApi?.TotalTime ?? 0) / 1e6;
    errors += Object.values(VtgateApiErrorCounts ?? {}).reduce((sum, n) => sum + n, 0);
  }
  return { calls, errors, totalMs };
}

export function between(before: Counts, after: Counts): Health {
  const calls = Math.max(0, after.calls - before.calls);
  return {
    calls,
    errorShare: calls === 0 ? 0 : (after.errors - before.errors) / calls,
    meanMs: calls === 0 ? 0 : (after.totalMs - before.totalMs) / calls,
  };
}

/** Why traffic should go back; undefined: it may stay. Too few calls tell nothing. */
export function worse(before: Health, after: Health, limits: Limits, callsMin = 20): string | undefined {
  if (after.calls < callsMin) return undefined;
  if (after.errorShare > before.errorShare + limits.errorShareMax) {
    return `${percent(after.errorShare)} of calls fail, ${percent(before.errorShare)} did before`;
  }
  if (before.calls >= callsMin && after.meanMs > before.meanMs * limits.slowerMax) {
    return `calls take ${after.meanMs.toFixed(1)} ms in the mean, ${before.meanMs.toFixed(1)} ms before`;
  }
  return undefined;
}

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;
