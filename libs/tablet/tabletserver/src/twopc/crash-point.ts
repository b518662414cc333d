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
