
import type { CallerID as _vtrpc_CallerID, CallerID__Output as _vtrpc_CallerID__Output } from '../vtrpc/CallerID.ts';
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface BinlogDumpGTIDRequest {
  'caller_id'?: (_vtrpc_CallerID | null);
  'keyspace'?: (string);
  'shard'?: (string);
  'tablet_type'?: (_topodata_TabletType);
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'binlog_filename'?: (string);
  'binlog_position'?: (bigint | number | string);
  'gtid_set'?: (string);
  'flags'?: (number);
}

export interface BinlogDumpGTIDRequest__Output {
  'caller_id': (_vtrpc_CallerID__Output | null);
  'keyspace': (string);
  'shard': (string);
  'tablet_type': (_topodata_TabletType__Output);
  'tablet_alias': (_topodata_TabletAlias__Output | null);
  'binlog_filename': (string);
  'binlog_position': (bigint);
  'gtid_set': (string);
  'flags': (number);
}
