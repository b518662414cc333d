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

/** `point` or `point:n` (the n-th time): ends the process there with SIGKILL. For tests only. */
export function crashAt(text: string | undefined): ReachCrashPoint {
  const [wanted, times = '1'] = text?.split(':') ?? [];
  let left = Number(times);
  return (point) => {
    if (point === wanted && --left === 0) process.kill(process.pid, 'SIGKILL');
  };
}
