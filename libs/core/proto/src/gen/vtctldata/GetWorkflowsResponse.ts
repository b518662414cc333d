
import type { Workflow as _vtctldata_Workflow, Workflow__Output as _vtctldata_Workflow__Output } from '../vtctldata/Workflow.ts';

export interface GetWorkflowsResponse {
  'workflows'?: (_vtctldata_Workflow)[];
}

export interface GetWorkflowsResponse__Output {
  'workflows': (_vtctldata_Workflow__Output)[];
}
