/** A run of transaction numbers, both ends included. */
export interface Interval {
  readonly start: bigint;
  readonly end: bigint;
}

/** Sorted, not overlapping, not touching: the only form that the functions here give and, but for `normalize`, take. */
export type Intervals = readonly Interval[];

/** Brings runs in any order, overlapping or empty, to the one form they have. */
export function normalize(runs: readonly Interval[]): Intervals {
  const sorted = runs.filter(({ start, end }) => start <= end).sort((a, b) => (a.start < b.start ? -1 : 1));
  const out: Interval[] = [];
  for (const run of sorted) {
    const last = out.at(-1);
    if (last && run.start <= last.end + 1n)
      out[out.length - 1] = { start: last.start, end: run.end > last.end ? run.end : last.end };
    else out.push(run);
  }
  return out;
}

/** Whether every number of `part` is in `whole`. */
export function containsAll(whole: Intervals, part: Intervals): boolean {
  return part.every(({ start, end }) => whole.some((run) => run.start <= start && end <= run.end));
}

/** The numbers of `from` that are not in `without`. */
export function minus(from: Intervals, without: Intervals): Intervals {
  let left = [...from];
  for (const hole of without) {
    left = left.flatMap((run) =>
      [
        { start: run.start, end: smaller(run.end, hole.start - 1n) },
        { start: larger(run.start, hole.end + 1n), end: run.end },
      ].filter(({ start, end }) => start <= end),
    );
  }
  return left;
}

export function count(runs: Intervals): bigint {
  return runs.reduce((sum, { start, end }) => sum + end - start + 1n, 0n);
}

export function isSame(a: Intervals, b: Intervals): boolean {
  return a.length === b.length && a.every((run, i) => run.start === b[i]?.start && run.end === b[i]?.end);
}

const smaller = (a: bigint, b: bigint) => (a < b ? a : b);
const larger = (a: bigint, b: bigint) => (a > b ? a : b);
