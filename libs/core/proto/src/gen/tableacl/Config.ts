
import type { TableGroupSpec as _tableacl_TableGroupSpec, TableGroupSpec__Output as _tableacl_TableGroupSpec__Output } from '../tableacl/TableGroupSpec.ts';

export interface Config {
  'table_groups'?: (_tableacl_TableGroupSpec)[];
}

export interface Config__Output {
  'table_groups': (_tableacl_TableGroupSpec__Output)[];
}
