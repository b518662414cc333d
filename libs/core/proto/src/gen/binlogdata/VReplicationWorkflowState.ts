
export const VReplicationWorkflowState = {
  Unknown: 'Unknown',
  Init: 'Init',
  Stopped: 'Stopped',
  Copying: 'Copying',
  Running: 'Running',
  Error: 'Error',
  Lagging: 'Lagging',
} as const;

export type VReplicationWorkflowState =
  | 'Unknown'
  | 0
  | 'Init'
  | 1
  | 'Stopped'
  | 2
  | 'Copying'
  | 3
  | 'Running'
  | 4
  | 'Error'
  | 5
  | 'Lagging'
  | 6

export type VReplicationWorkflowState__Output = typeof VReplicationWorkflowState[keyof typeof VReplicationWorkflowState]
