/** The steps of two-phase commit on a tablet at which a test can end the process, in their order. */
export const tabletCrashPoints = [
  'tablet.created',
  'tablet.redo-written',
  'tablet.prepared',
  'tablet.before-decision',
  'tablet.decided',
  'tablet.before-commit-prepared',
  'tablet.committed-prepared',
  'tablet.before-conclude',
] as const;

export type TabletCrashPoint = (typeof tabletCrashPoints)[number];
export type ReachCrashPoint = (point: TabletCrashPoint) => void;

/** `point` or `point:n` (the n-th time): ends the process there with SIGKILL. For tests only. */
export function crashAt(text: string | undefined): ReachCrashPoint {
  const [wanted, times = '1'] = text?.split(':') ?? [];
  let left = Number(times);
  return (point) => {
    if (point === wanted && --left === 0) process.kill(process.pid, 'SIGKILL');
  };
}
