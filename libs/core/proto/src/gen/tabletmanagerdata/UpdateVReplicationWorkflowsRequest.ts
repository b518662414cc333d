
import type { VReplicationWorkflowState as _binlogdata_VReplicationWorkflowState, VReplicationWorkflowState__Output as _binlogdata_VReplicationWorkflowState__Output } from '../binlogdata/VReplicationWorkflowState.ts';

export interface UpdateVReplicationWorkflowsRequest {
  'all_workflows'?: (boolean);
  'include_workflows'?: (string)[];
  'exclude_workflows'?: (string)[];
  'state'?: (_binlogdata_VReplicationWorkflowState);
  'message'?: (string);
  'stop_position'?: (string);
  '_state'?: "state";
  '_message'?: "message";
  '_stop_position'?: "stop_position";
}

export interface UpdateVReplicationWorkflowsRequest__Output {
  'all_workflows': (boolean);
  'include_workflows': (string)[];
  'exclude_workflows': (string)[];
  'state'?: (_binlogdata_VReplicationWorkflowState__Output);
  'message'?: (string);
  'stop_position'?: (string);
  '_state'?: "state";
  '_message'?: "message";
  '_stop_position'?: "stop_position";
}
