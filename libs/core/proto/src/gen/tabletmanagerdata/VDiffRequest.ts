
import type { VDiffOptions as _tabletmanagerdata_VDiffOptions, VDiffOptions__Output as _tabletmanagerdata_VDiffOptions__Output } from '../tabletmanagerdata/VDiffOptions.ts';

export interface VDiffRequest {
  'keyspace'?: (string);
  'workflow'?: (string);
  'action'?: (string);
  'action_arg'?: (string);
  'vdiff_uuid'?: (string);
  'options'?: (_tabletmanagerdata_VDiffOptions | null);
}

export interface VDiffRequest__Output {
  'keyspace': (string);
  'workflow': (string);
  'action': (string);
  'action_arg': (string);
  'vdiff_uuid': (string);
  'options': (_tabletmanagerdata_VDiffOptions__Output | null);
}
