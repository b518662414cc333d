/** The steps of an atomic commit at which a test can end the gate, in their order. The first two are only in protocols that do not presume abort. */
export const gateCrashPoints = [
  'gate.before-create',
  'gate.created',
  'gate.before-prepare',
  'gate.one-prepared',
  'gate.prepared',
  'gate.decided',
  'gate.one-committed',
  'gate.committed',
  'gate.concluded',
] as const;

export type GateCrashPoint = (typeof gateCrashPoints)[number];

/** May end the process, or throw to stand for that. */
export type ReachCrashPoint = (point: GateCrashPoint) => void;
