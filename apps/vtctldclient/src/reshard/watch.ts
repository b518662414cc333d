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

/** Looks in a row that must find calls slow: one may fall on a moment in which the machine does something else. */
const SLOW_LOOKS = 3;

/** One look after the other at how clients fare, compared with before. */
export class Watch {
  readonly #before: Health;
  readonly #limits: Limits;
  #slow = 0;

  constructor(before: Health, limits: Limits) {
    this.#before = before;
    this.#limits = limits;
  }

  /** Why traffic should go back now; undefined: it may stay. */
  look(now: Health): string | undefined {
    const found = worse(this.#before, now, this.#limits);
    if (found?.kind === 'errors') return found.why;
    this.#slow = found ? this.#slow + 1 : 0;
    return this.#slow >= SLOW_LOOKS ? found?.why : undefined;
  }
}

type Worse = { readonly kind: 'errors' | 'slow'; readonly why: string };

/** What is worse than before. Too few calls tell nothing. */
function worse(before: Health, after: Health, limits: Limits, callsMin = 20): Worse | undefined {
  if (after.calls < callsMin) return undefined;
  if (after.errorShare > before.errorShare + limits.errorShareMax) {
    const why = `${percent(after.errorShare)} of calls fail, ${percent(before.errorShare)} did before`;
    return { kind: 'errors', why };
  }
  if (before.calls >= callsMin && after.meanMs > before.meanMs * limits.slowerMax) {
    const why = `calls take ${after.meanMs.toFixed(1)} ms in the mean, ${before.meanMs.toFixed(1)} ms before`;
    return { kind: 'slow', why };
  }
  return undefined;
}

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;
