import type { TabletHealth } from './tablet-health.ts';

/** Which replicas are fresh enough, and how many must be kept all the same. Vitess's flags in brackets. */
export type LagRules = {
  /** A lag up to this is as good as none (--discovery-low-replication-lag). */
  readonly lowLagSeconds: number;
  /** Never beyond this (--discovery-high-replication-lag-minimum-serving). */
  readonly highLagSeconds: number;
  /** Rather a laggy replica than fewer than this (--min-number-serving-vttablets). */
  readonly servingMin: number;
};

export const defaultLagRules: LagRules = { lowLagSeconds: 30, highLagSeconds: 7_200, servingMin: 2 };

/** The primary with the latest term among those that serve; an older one is history, even if it has not noticed. */
export function newestPrimary(primaries: readonly TabletHealth[]): TabletHealth | undefined {
  let newest: TabletHealth | undefined;
  for (const health of primaries) {
    if (newest === undefined || health.primaryTermStart > newest.primaryTermStart) newest = health;
  }
  return newest?.serving === true ? newest : undefined;
}

/** Serving replicas whose lag is low; when those are fewer than the minimum, the least laggy ones below the high mark too. */
export function freshEnough(replicas: readonly TabletHealth[], rules: LagRules): TabletHealth[] {
  const serving = replicas
    .filter((r) => r.serving && r.lagSeconds <= rules.highLagSeconds)
    .sort((a, b) => a.lagSeconds - b.lagSeconds);
  const low = serving.filter((r) => r.lagSeconds <= rules.lowLagSeconds).length;
  return serving.slice(0, Math.max(low, rules.servingMin));
}

/** `random` gives numbers in [0, 1). */
export function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

/** In the order in which to try them: this cell's first, in random order; then the others, in random order. */
export function orderByCell(
  candidates: readonly TabletHealth[],
  localCell: string,
  random: () => number,
): TabletHealth[] {
  const local = candidates.filter((c) => c.cell === localCell);
  const remote = candidates.filter((c) => c.cell !== localCell);
  return [...shuffle(local, random), ...shuffle(remote, random)];
}
