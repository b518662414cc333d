/** The steps of workflows at which a test can end the process, in their order. */
export const workflowCrashPoints = [
  'switch.locked',
  'switch.reverse-created',
  'switch.prepared',
  'switch.refused',
  'switch.source-stopped',
  'switch.caught-up',
  'switch.before-journal',
  'switch.first-journal',
  'switch.journaled',
  'switch.target-open',
  'switch.routed',
  'switch.published',
  'switch.streams-stopped',
  'switch.reverse-started',
  'switch.frozen',
  'reads.rules-saved',
  'complete.tables-dropped',
  'complete.source-cleaned',
  'complete.streams-deleted',
  'cancel.tables-dropped',
  'cancel.rules-removed',
] as const;

export type WorkflowCrashPoint = (typeof workflowCrashPoints)[number];

/** May end the process, or throw to stand for that. */
export type ReachCrashPoint = (point: WorkflowCrashPoint) => void;

/** `point` or `point:n` (the n-th time): ends the process there with SIGKILL. For tests only. */
export function crashAt(text: string | undefined): ReachCrashPoint {
  const [wanted, times = '1'] = text?.split(':') ?? [];
  let left = Number(times);
  return (point) => {
    if (point === wanted && --left === 0) process.kill(process.pid, 'SIGKILL');
  };
}
