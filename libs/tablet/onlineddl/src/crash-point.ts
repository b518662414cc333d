/** The steps of a migration at which a test can end the process, in their order. */
export const onlineDdlCrashPoints = [
  'onlineddl.submitted',
  'onlineddl.started',
  'onlineddl.shadow-made',
  'onlineddl.stream-made',
  'onlineddl.sentry-made',
  'onlineddl.locked',
  'onlineddl.caught-up',
  'onlineddl.rename-waits',
  'onlineddl.sentry-dropped',
  'onlineddl.renamed',
] as const;

export type OnlineDdlCrashPoint = (typeof onlineDdlCrashPoints)[number];
export type ReachCrashPoint = (point: OnlineDdlCrashPoint) => void;
