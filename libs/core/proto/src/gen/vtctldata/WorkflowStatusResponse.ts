
import type { TableCopyPhase as _vtctldata_TableCopyPhase, TableCopyPhase__Output as _vtctldata_TableCopyPhase__Output } from '../vtctldata/TableCopyPhase.ts';
import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface _vtctldata_WorkflowStatusResponse_ShardStreamState {
  'id'?: (number);
  'tablet'?: (_topodata_TabletAlias | null);
  'source_shard'?: (string);
  'position'?: (string);
  'status'?: (string);
  'info'?: (string);
}

export interface _vtctldata_WorkflowStatusResponse_ShardStreamState__Output {
  'id': (number);
  'tablet': (_topodata_TabletAlias__Output | null);
  'source_shard': (string);
  'position': (string);
  'status': (string);
  'info': (string);
}

export interface _vtctldata_WorkflowStatusResponse_ShardStreams {
  'streams'?: (_vtctldata_WorkflowStatusResponse_ShardStreamState)[];
}

export interface _vtctldata_WorkflowStatusResponse_ShardStreams__Output {
  'streams': (_vtctldata_WorkflowStatusResponse_ShardStreamState__Output)[];
}

export interface _vtctldata_WorkflowStatusResponse_TableCopyState {
  'rows_copied'?: (bigint | number | string);
  'rows_total'?: (bigint | number | string);
  'rows_percentage'?: (number | string);
  'bytes_copied'?: (bigint | number | string);
  'bytes_total'?: (bigint | number | string);
  'bytes_percentage'?: (number | string);
  'phase'?: (_vtctldata_TableCopyPhase);
}

export interface _vtctldata_WorkflowStatusResponse_TableCopyState__Output {
  'rows_copied': (bigint);
  'rows_total': (bigint);
  'rows_percentage': (number);
  'bytes_copied': (bigint);
  'bytes_total': (bigint);
  'bytes_percentage': (number);
  'phase': (_vtctldata_TableCopyPhase__Output);
}

export interface WorkflowStatusResponse {
  'table_copy_state'?: ({[key: string]: _vtctldata_WorkflowStatusResponse_TableCopyState});
  'shard_streams'?: ({[key: string]: _vtctldata_WorkflowStatusResponse_ShardStreams});
  'traffic_state'?: (string);
}

export interface WorkflowStatusResponse__Output {
  'table_copy_state': ({[key: string]: _vtctldata_WorkflowStatusResponse_TableCopyState__Output});
  'shard_streams': ({[key: string]: _vtctldata_WorkflowStatusResponse_ShardStreams__Output});
  'traffic_state': (string);
}
