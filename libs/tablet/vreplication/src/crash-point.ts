/** The steps of a stream at which a test can end the process, in their order. */
export const vreplicationCrashPoints = [
  'vreplication.copy-initialised',
  'vreplication.copy-batch-inserted',
  'vreplication.copy-batch-committed',
  'vreplication.copy-table-done',
  'vreplication.keys-restored',
  'vreplication.catchup-applied',
  'vreplication.catchup-done',
  'vreplication.copy-done',
  'vreplication.rows-applied',
  'vreplication.rows-committed',
  'vreplication.before-stop',
] as const;

export type VReplicationCrashPoint = (typeof vreplicationCrashPoints)[number];
export type ReachCrashPoint = (point: VReplicationCrashPoint) => void;
