
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface _vtctldata_WorkflowDeleteResponse_TabletInfo {
  'tablet'?: (_topodata_TabletAlias | null);
  'deleted'?: (boolean);
}

export interface _vtctldata_WorkflowDeleteResponse_TabletInfo__Output {
  'tablet': (_topodata_TabletAlias__Output | null);
  'deleted': (boolean);
}

export interface WorkflowDeleteResponse {
  'summary'?: (string);
  'details'?: (_vtctldata_WorkflowDeleteResponse_TabletInfo)[];
}

export interface WorkflowDeleteResponse__Output {
  'summary': (string);
  'details': (_vtctldata_WorkflowDeleteResponse_TabletInfo__Output)[];
}
