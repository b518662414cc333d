
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';

export interface WorkflowMirrorTrafficRequest {
  'keyspace'?: (string);
  'workflow'?: (string);
  'tablet_types'?: (_topodata_TabletType)[];
  'percent'?: (number | string);
}

export interface WorkflowMirrorTrafficRequest__Output {
  'keyspace': (string);
  'workflow': (string);
  'tablet_types': (_topodata_TabletType__Output)[];
  'percent': (number);
}
