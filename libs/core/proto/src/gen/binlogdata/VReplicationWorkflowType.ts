
export const VReplicationWorkflowType = {
  Materialize: 'Materialize',
  MoveTables: 'MoveTables',
  CreateLookupIndex: 'CreateLookupIndex',
  Migrate: 'Migrate',
  Reshard: 'Reshard',
  OnlineDDL: 'OnlineDDL',
} as const;

export type VReplicationWorkflowType =
  | 'Materialize'
  | 0
  | 'MoveTables'
  | 1
  | 'CreateLookupIndex'
  | 2
  | 'Migrate'
  | 3
  | 'Reshard'
  | 4
  | 'OnlineDDL'
  | 5

export type VReplicationWorkflowType__Output = typeof VReplicationWorkflowType[keyof typeof VReplicationWorkflowType]
