
import type { ReadVReplicationWorkflowResponse as _tabletmanagerdata_ReadVReplicationWorkflowResponse, ReadVReplicationWorkflowResponse__Output as _tabletmanagerdata_ReadVReplicationWorkflowResponse__Output } from '../tabletmanagerdata/ReadVReplicationWorkflowResponse.ts';

export interface ReadVReplicationWorkflowsResponse {
  'workflows'?: (_tabletmanagerdata_ReadVReplicationWorkflowResponse)[];
}

export interface ReadVReplicationWorkflowsResponse__Output {
  'workflows': (_tabletmanagerdata_ReadVReplicationWorkflowResponse__Output)[];
}
