
export const VReplicationWorkflowSubType = {
  None: 'None',
  Partial: 'Partial',
  AtomicCopy: 'AtomicCopy',
} as const;

export type VReplicationWorkflowSubType =
  | 'None'
  | 0
  | 'Partial'
  | 1
  | 'AtomicCopy'
  | 2

export type VReplicationWorkflowSubType__Output = typeof VReplicationWorkflowSubType[keyof typeof VReplicationWorkflowSubType]
