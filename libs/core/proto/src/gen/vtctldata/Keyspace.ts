
import type { Keyspace as _topodata_Keyspace, Keyspace__Output as _topodata_Keyspace__Output } from '../topodata/Keyspace.ts';

export interface Keyspace {
  'name'?: (string);
  'keyspace'?: (_topodata_Keyspace | null);
}

export interface Keyspace__Output {
  'name': (string);
  'keyspace': (_topodata_Keyspace__Output | null);
}
