


export const _query_ExecuteOptions_Consolidator = {
  CONSOLIDATOR_UNSPECIFIED: 'CONSOLIDATOR_UNSPECIFIED',
  CONSOLIDATOR_DISABLED: 'CONSOLIDATOR_DISABLED',
  CONSOLIDATOR_ENABLED: 'CONSOLIDATOR_ENABLED',
  CONSOLIDATOR_ENABLED_REPLICAS: 'CONSOLIDATOR_ENABLED_REPLICAS',
} as const;

export type _query_ExecuteOptions_Consolidator =
  | 'CONSOLIDATOR_UNSPECIFIED'
  | 0
  | 'CONSOLIDATOR_DISABLED'
  | 1
  | 'CONSOLIDATOR_ENABLED'
  | 2
  | 'CONSOLIDATOR_ENABLED_REPLICAS'
  | 3

export type _query_ExecuteOptions_Consolidator__Output = typeof _query_ExecuteOptions_Consolidator[keyof typeof _query_ExecuteOptions_Consolidator]


export const _query_ExecuteOptions_IncludedFields = {
  TYPE_AND_NAME: 'TYPE_AND_NAME',
  TYPE_ONLY: 'TYPE_ONLY',
  ALL: 'ALL',
} as const;

export type _query_ExecuteOptions_IncludedFields =
  | 'TYPE_AND_NAME'
  | 0
  | 'TYPE_ONLY'
  | 1
  | 'ALL'
  | 2

export type _query_ExecuteOptions_IncludedFields__Output = typeof _query_ExecuteOptions_IncludedFields[keyof typeof _query_ExecuteOptions_IncludedFields]


export const _query_ExecuteOptions_PlannerVersion = {
  DEFAULT_PLANNER: 'DEFAULT_PLANNER',
  V3: 'V3',
  Gen4: 'Gen4',
  Gen4Greedy: 'Gen4Greedy',
  Gen4Left2Right: 'Gen4Left2Right',
  Gen4WithFallback: 'Gen4WithFallback',
  Gen4CompareV3: 'Gen4CompareV3',
  V3Insert: 'V3Insert',
} as const;

export type _query_ExecuteOptions_PlannerVersion =
  | 'DEFAULT_PLANNER'
  | 0
  | 'V3'
  | 1
  | 'Gen4'
  | 2
  | 'Gen4Greedy'
  | 3
  | 'Gen4Left2Right'
  | 4
  | 'Gen4WithFallback'
  | 5
  | 'Gen4CompareV3'
  | 6
  | 'V3Insert'
  | 7

export type _query_ExecuteOptions_PlannerVersion__Output = typeof _query_ExecuteOptions_PlannerVersion[keyof typeof _query_ExecuteOptions_PlannerVersion]


export const _query_ExecuteOptions_TransactionAccessMode = {
  CONSISTENT_SNAPSHOT: 'CONSISTENT_SNAPSHOT',
  READ_WRITE: 'READ_WRITE',
  READ_ONLY: 'READ_ONLY',
} as const;

export type _query_ExecuteOptions_TransactionAccessMode =
  | 'CONSISTENT_SNAPSHOT'
  | 0
  | 'READ_WRITE'
  | 1
  | 'READ_ONLY'
  | 2

export type _query_ExecuteOptions_TransactionAccessMode__Output = typeof _query_ExecuteOptions_TransactionAccessMode[keyof typeof _query_ExecuteOptions_TransactionAccessMode]


export const _query_ExecuteOptions_TransactionIsolation = {
  DEFAULT: 'DEFAULT',
  REPEATABLE_READ: 'REPEATABLE_READ',
  READ_COMMITTED: 'READ_COMMITTED',
  READ_UNCOMMITTED: 'READ_UNCOMMITTED',
  SERIALIZABLE: 'SERIALIZABLE',
  CONSISTENT_SNAPSHOT_READ_ONLY: 'CONSISTENT_SNAPSHOT_READ_ONLY',
  AUTOCOMMIT: 'AUTOCOMMIT',
} as const;

export type _query_ExecuteOptions_TransactionIsolation =
  | 'DEFAULT'
  | 0
  | 'REPEATABLE_READ'
  | 1
  | 'READ_COMMITTED'
  | 2
  | 'READ_UNCOMMITTED'
  | 3
  | 'SERIALIZABLE'
  | 4
  | 'CONSISTENT_SNAPSHOT_READ_ONLY'
  | 5
  | 'AUTOCOMMIT'
  | 6

export type _query_ExecuteOptions_TransactionIsolation__Output = typeof _query_ExecuteOptions_TransactionIsolation[keyof typeof _query_ExecuteOptions_TransactionIsolation]


export const _query_ExecuteOptions_Workload = {
  UNSPECIFIED: 'UNSPECIFIED',
  OLTP: 'OLTP',
  OLAP: 'OLAP',
  DBA: 'DBA',
} as const;

export type _query_ExecuteOptions_Workload =
  | 'UNSPECIFIED'
  | 0
  | 'OLTP'
  | 1
  | 'OLAP'
  | 2
  | 'DBA'
  | 3

export type _query_ExecuteOptions_Workload__Output = typeof _query_ExecuteOptions_Workload[keyof typeof _query_ExecuteOptions_Workload]

export interface ExecuteOptions {
  'included_fields'?: (_query_ExecuteOptions_IncludedFields);
  'client_found_rows'?: (boolean);
  'workload'?: (_query_ExecuteOptions_Workload);
  'sql_select_limit'?: (bigint | number | string);
  'transaction_isolation'?: (_query_ExecuteOptions_TransactionIsolation);
  'skip_query_plan_cache'?: (boolean);
  'planner_version'?: (_query_ExecuteOptions_PlannerVersion);
  'has_created_temp_tables'?: (boolean);
  'consolidator'?: (_query_ExecuteOptions_Consolidator);
  'transaction_access_mode'?: (_query_ExecuteOptions_TransactionAccessMode)[];
  'WorkloadName'?: (string);
  'priority'?: (string);
  'authoritative_timeout'?: (bigint | number | string);
  'fetch_last_insert_id'?: (boolean);
  'in_dml_execution'?: (boolean);
  'transaction_timeout'?: (bigint | number | string);
  'no_result'?: (boolean);
  'transaction_lasts_while_used'?: (boolean);
  'timeout'?: "authoritative_timeout";
  '_transaction_timeout'?: "transaction_timeout";
}

export interface ExecuteOptions__Output {
  'included_fields': (_query_ExecuteOptions_IncludedFields__Output);
  'client_found_rows': (boolean);
  'workload': (_query_ExecuteOptions_Workload__Output);
  'sql_select_limit': (bigint);
  'transaction_isolation': (_query_ExecuteOptions_TransactionIsolation__Output);
  'skip_query_plan_cache': (boolean);
  'planner_version': (_query_ExecuteOptions_PlannerVersion__Output);
  'has_created_temp_tables': (boolean);
  'consolidator': (_query_ExecuteOptions_Consolidator__Output);
  'transaction_access_mode': (_query_ExecuteOptions_TransactionAccessMode__Output)[];
  'WorkloadName': (string);
  'priority': (string);
  'authoritative_timeout'?: (bigint);
  'fetch_last_insert_id': (boolean);
  'in_dml_execution': (boolean);
  'transaction_timeout'?: (bigint);
  'no_result': (boolean);
  'transaction_lasts_while_used': (boolean);
  'timeout'?: "authoritative_timeout";
  '_transaction_timeout'?: "transaction_timeout";
}
