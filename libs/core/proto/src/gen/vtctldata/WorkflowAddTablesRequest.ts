
import type { TableMaterializeSettings as _vtctldata_TableMaterializeSettings, TableMaterializeSettings__Output as _vtctldata_TableMaterializeSettings__Output } from '../vtctldata/TableMaterializeSettings.ts';
import type { MaterializationIntent as _vtctldata_MaterializationIntent, MaterializationIntent__Output as _vtctldata_MaterializationIntent__Output } from '../vtctldata/MaterializationIntent.ts';

export interface WorkflowAddTablesRequest {
  'workflow'?: (string);
  'keyspace'?: (string);
  'table_settings'?: (_vtctldata_TableMaterializeSettings)[];
  'materialization_intent'?: (_vtctldata_MaterializationIntent);
}

export interface WorkflowAddTablesRequest__Output {
  'workflow': (string);
  'keyspace': (string);
  'table_settings': (_vtctldata_TableMaterializeSettings__Output)[];
  'materialization_intent': (_vtctldata_MaterializationIntent__Output);
}
