
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';

export interface Target {
  'keyspace'?: (string);
  'shard'?: (string);
  'tablet_type'?: (_topodata_TabletType);
  'cell'?: (string);
}

export interface Target__Output {
  'keyspace': (string);
  'shard': (string);
  'tablet_type': (_topodata_TabletType__Output);
  'cell': (string);
}
