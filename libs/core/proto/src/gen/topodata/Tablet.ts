
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { KeyRange as _topodata_KeyRange, KeyRange__Output as _topodata_KeyRange__Output } from '../topodata/KeyRange.ts';
import type { TabletType as _topodata_TabletType, TabletType__Output as _topodata_TabletType__Output } from '../topodata/TabletType.ts';
import type { Time as _vttime_Time, Time__Output as _vttime_Time__Output } from '../vttime/Time.ts';

export interface Tablet {
  'alias'?: (_topodata_TabletAlias | null);
  'hostname'?: (string);
  'port_map'?: ({[key: string]: number});
  'keyspace'?: (string);
  'shard'?: (string);
  'key_range'?: (_topodata_KeyRange | null);
  'type'?: (_topodata_TabletType);
  'db_name_override'?: (string);
  'tags'?: ({[key: string]: string});
  'mysql_hostname'?: (string);
  'mysql_port'?: (number);
  'primary_term_start_time'?: (_vttime_Time | null);
  'default_conn_collation'?: (number);
  'tablet_start_time'?: (_vttime_Time | null);
  'tablet_shutdown_time'?: (_vttime_Time | null);
}

export interface Tablet__Output {
  'alias': (_topodata_TabletAlias__Output | null);
  'hostname': (string);
  'port_map': ({[key: string]: number});
  'keyspace': (string);
  'shard': (string);
  'key_range': (_topodata_KeyRange__Output | null);
  'type': (_topodata_TabletType__Output);
  'db_name_override': (string);
  'tags': ({[key: string]: string});
  'mysql_hostname': (string);
  'mysql_port': (number);
  'primary_term_start_time': (_vttime_Time__Output | null);
  'default_conn_collation': (number);
  'tablet_start_time': (_vttime_Time__Output | null);
  'tablet_shutdown_time': (_vttime_Time__Output | null);
}
