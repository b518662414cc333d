
import type { Keyspace as _vschema_Keyspace, Keyspace__Output as _vschema_Keyspace__Output } from '../vschema/Keyspace.ts';
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';
import type { TabletSelectionPreference as _tabletmanagerdata_TabletSelectionPreference, TabletSelectionPreference__Output as _tabletmanagerdata_TabletSelectionPreference__Output } from '../tabletmanagerdata/TabletSelectionPreference.ts';

export interface LookupVindexCreateRequest {
  'keyspace'?: (string);
  'workflow'?: (string);
  'cells'?: (string)[];
  'vindex'?: (_vschema_Keyspace | null);
  'continue_after_copy_with_owner'?: (boolean);
  'tablet_types'?: (_topodata_TabletType)[];
  'tablet_selection_preference'?: (_tabletmanagerdata_TabletSelectionPreference);
}

export interface LookupVindexCreateRequest__Output {
  'keyspace': (string);
  'workflow': (string);
  'cells': (string)[];
  'vindex': (_vschema_Keyspace__Output | null);
  'continue_after_copy_with_owner': (boolean);
  'tablet_types': (_topodata_TabletType__Output)[];
  'tablet_selection_preference': (_tabletmanagerdata_TabletSelectionPreference__Output);
}
