
import type { CallerID as _vtrpc_CallerID, CallerID__Output as _vtrpc_CallerID__Output } from '../vtrpc/CallerID.ts';
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';
import type { VGtid as _binlogdata_VGtid, VGtid__Output as _binlogdata_VGtid__Output } from '../binlogdata/VGtid.ts';
import type { Filter as _binlogdata_Filter, Filter__Output as _binlogdata_Filter__Output } from '../binlogdata/Filter.ts';
import type { VStreamFlags as _vtgate_VStreamFlags, VStreamFlags__Output as _vtgate_VStreamFlags__Output } from '../vtgate/VStreamFlags.ts';

export interface VStreamRequest {
  'caller_id'?: (_vtrpc_CallerID | null);
  'tablet_type'?: (_topodata_TabletType);
  'vgtid'?: (_binlogdata_VGtid | null);
  'filter'?: (_binlogdata_Filter | null);
  'flags'?: (_vtgate_VStreamFlags | null);
}

export interface VStreamRequest__Output {
  'caller_id': (_vtrpc_CallerID__Output | null);
  'tablet_type': (_topodata_TabletType__Output);
  'vgtid': (_binlogdata_VGtid__Output | null);
  'filter': (_binlogdata_Filter__Output | null);
  'flags': (_vtgate_VStreamFlags__Output | null);
}
