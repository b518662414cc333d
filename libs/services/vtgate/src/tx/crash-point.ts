/** The steps of an atomic commit at which a test can end the gate, in their order. */
export const gateCrashPoints = [
  'gate.before-create',
  'gate.created',
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
