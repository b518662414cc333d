
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface _vtctldata_WorkflowUpdateResponse_TabletInfo {
  'tablet'?: (_topodata_TabletAlias | null);
  'changed'?: (boolean);
}

export interface _vtctldata_WorkflowUpdateResponse_TabletInfo__Output {
  'tablet': (_topodata_TabletAlias__Output | null);
  'changed': (boolean);
}

export interface WorkflowUpdateResponse {
  'summary'?: (string);
  'details'?: (_vtctldata_WorkflowUpdateResponse_TabletInfo)[];
}

export interface WorkflowUpdateResponse__Output {
  'summary': (string);
  'details': (_vtctldata_WorkflowUpdateResponse_TabletInfo__Output)[];
}
