
import type { KeyRange as _topodata_KeyRange, KeyRange__Output as _topodata_KeyRange__Output } from '../topodata/KeyRange.ts';

export interface SourceShardAddRequest {
  'keyspace'?: (string);
  'shard'?: (string);
  'uid'?: (number);
  'source_keyspace'?: (string);
  'source_shard'?: (string);
  'key_range'?: (_topodata_KeyRange | null);
  'tables'?: (string)[];
}

export interface SourceShardAddRequest__Output {
  'keyspace': (string);
  'shard': (string);
  'uid': (number);
  'source_keyspace': (string);
  'source_shard': (string);
  'key_range': (_topodata_KeyRange__Output | null);
  'tables': (string)[];
}
