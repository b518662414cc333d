/** How one write ended, as its client saw it. `unknown`: the connection or the tablet was lost while it ran; it may be there or not. */
export type Outcome = 'acknowledged' | 'failed' | 'unknown';

export type Write = {
  readonly writer: number;
  /** An insert's key; undefined for an increment of the writer's counter. */
  readonly id: number | undefined;
  readonly startMs: number;
  readonly endMs: number;
  readonly outcome: Outcome;
  readonly error: string | undefined;
  /** What each statement of a slow one took, in their order. */
  readonly steps?: string;
};

export type Audit = {
  readonly acknowledged: number;
  readonly failed: number;
  readonly unknown: number;
  /** Acknowledged inserts that are not there, and rows that a failed statement left. */
  readonly lost: readonly number[];
  readonly ghosts: readonly number[];
  /** Writers whose counter shows increments that were lost, or done more than once. */
  readonly wrongCounters: readonly string[];
};

/** Every write of a drill, to be compared with what is stored in the end. */
export class Ledger {
  readonly writes: Write[] = [];

  add(write: Write): void {
    this.writes.push(write);
  }

  /** Errors that clients saw, by their text, most frequent first. */
  errors(): readonly (readonly [string, number])[] {
    const counts = new Map<string, number>();
    for (const { error } of this.writes) if (error) counts.set(error, (counts.get(error) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]);
  }

  /** The longest time in a span in which no write was acknowledged, in milliseconds. */
  longestGap(fromMs: number, toMs: number): number {
    const ends = this.writes.filter((w) => w.outcome === 'acknowledged' && w.endMs >= fromMs).map((w) => w.endMs);
    const inside = [fromMs, ...ends.sort((a, b) => a - b)];
    return Math.max(0, ...inside.map((end, i) => (end > toMs ? 0 : (inside[i + 1] ?? end) - end)));
  }

  /** The longest write that ran during a span of time, in milliseconds; 0 when there was none. */
  longestDuring(fromMs: number, toMs: number): number {
    const longest = this.longestWriteDuring(fromMs, toMs);
    return longest === undefined ? 0 : longest.endMs - longest.startMs;
  }

  longestWriteDuring(fromMs: number, toMs: number): Write | undefined {
    return this.writes
      .filter((w) => w.outcome === 'acknowledged' && w.startMs <= toMs && w.endMs >= fromMs)
      .reduce<Write | undefined>(
        (max, w) => (max && max.endMs - max.startMs >= w.endMs - w.startMs ? max : w),
        undefined,
      );
  }

  /** The writes that took longest, longest first. */
  slowest(count: number): readonly Write[] {
    const took = ({ startMs, endMs }: Write): number => endMs - startMs;
    return [...this.writes].sort((a, b) => took(b) - took(a)).slice(0, count);
  }

  /** When the first write that was begun after a moment was acknowledged. */
  firstAcknowledgedAfter(ms: number): number | undefined {
    const ends = this.writes.filter((w) => w.outcome === 'acknowledged' && w.startMs > ms).map((w) => w.endMs);
    return ends.length > 0 ? Math.min(...ends) : undefined;
  }

  audit(stored: ReadonlySet<number>, counters: ReadonlyMap<number, number>): Audit {
    const of = (outcome: Outcome) => this.writes.filter((w) => w.outcome === outcome);
    const ids = (outcome: Outcome) => of(outcome).flatMap((w) => w.id ?? []);
    return {
      acknowledged: of('acknowledged').length,
      failed: of('failed').length,
      unknown: of('unknown').length,
      lost: ids('acknowledged').filter((id) => !stored.has(id)),
      ghosts: ids('failed').filter((id) => stored.has(id)),
      wrongCounters: [...counters].flatMap(([writer, value]) => this.#wrongCounter(writer, value)),
    };
  }

  #wrongCounter(writer: number, value: number): readonly string[] {
    const own = this.writes.filter((w) => w.writer === writer && w.id === undefined);
    const least = own.filter((w) => w.outcome === 'acknowledged').length;
    const most = least + own.filter((w) => w.outcome === 'unknown').length;
    return value >= least && value <= most ? [] : [`writer ${writer}: ${value}, not ${least}..${most}`];
  }
}

/** The value that a share of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
