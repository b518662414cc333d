
import type { TableLastPK as _binlogdata_TableLastPK, TableLastPK__Output as _binlogdata_TableLastPK__Output } from '../binlogdata/TableLastPK.ts';

export interface ShardGtid {
  'keyspace'?: (string);
  'shard'?: (string);
  'gtid'?: (string);
  'table_p_ks'?: (_binlogdata_TableLastPK)[];
}

export interface ShardGtid__Output {
  'keyspace': (string);
  'shard': (string);
  'gtid': (string);
  'table_p_ks': (_binlogdata_TableLastPK__Output)[];
}
