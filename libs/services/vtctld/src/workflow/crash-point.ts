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
  'complete.way-back-ended',
  'complete.tables-dropped',
  'complete.source-cleaned',
  'complete.published',
  'cancel.source-cleaned',
  'cancel.streams-stopped',
  'cancel.tables-dropped',
  'cancel.rules-removed',
  'cancel.published',
] as const;

export type WorkflowCrashPoint = (typeof workflowCrashPoints)[number];

/** May end the process, or throw to stand for that. */
export type ReachCrashPoint = (point: WorkflowCrashPoint) => void;
