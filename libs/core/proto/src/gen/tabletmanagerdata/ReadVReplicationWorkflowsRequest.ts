
import type { VReplicationWorkflowState as _binlogdata_VReplicationWorkflowState, VReplicationWorkflowState__Output as _binlogdata_VReplicationWorkflowState__Output } from '../binlogdata/VReplicationWorkflowState.ts';

export interface ReadVReplicationWorkflowsRequest {
  'include_ids'?: (number)[];
  'include_workflows'?: (string)[];
  'include_states'?: (_binlogdata_VReplicationWorkflowState)[];
  'exclude_workflows'?: (string)[];
  'exclude_states'?: (_binlogdata_VReplicationWorkflowState)[];
  'exclude_frozen'?: (boolean);
}

export interface ReadVReplicationWorkflowsRequest__Output {
  'include_ids': (number)[];
  'include_workflows': (string)[];
  'include_states': (_binlogdata_VReplicationWorkflowState__Output)[];
  'exclude_workflows': (string)[];
  'exclude_states': (_binlogdata_VReplicationWorkflowState__Output)[];
  'exclude_frozen': (boolean);
}
