
import type { Vindex as _vschema_Vindex, Vindex__Output as _vschema_Vindex__Output } from '../vschema/Vindex.ts';
import type { Table as _vschema_Table, Table__Output as _vschema_Table__Output } from '../vschema/Table.ts';
import type { MultiTenantSpec as _vschema_MultiTenantSpec, MultiTenantSpec__Output as _vschema_MultiTenantSpec__Output } from '../vschema/MultiTenantSpec.ts';


export const _vschema_Keyspace_ForeignKeyMode = {
  unspecified: 'unspecified',
  disallow: 'disallow',
  unmanaged: 'unmanaged',
  managed: 'managed',
} as const;

export type _vschema_Keyspace_ForeignKeyMode =
  | 'unspecified'
  | 0
  | 'disallow'
  | 1
  | 'unmanaged'
  | 2
  | 'managed'
  | 3

export type _vschema_Keyspace_ForeignKeyMode__Output = typeof _vschema_Keyspace_ForeignKeyMode[keyof typeof _vschema_Keyspace_ForeignKeyMode]

export interface Keyspace {
  'sharded'?: (boolean);
  'vindexes'?: ({[key: string]: _vschema_Vindex});
  'tables'?: ({[key: string]: _vschema_Table});
  'require_explicit_routing'?: (boolean);
  'foreign_key_mode'?: (_vschema_Keyspace_ForeignKeyMode);
  'multi_tenant_spec'?: (_vschema_MultiTenantSpec | null);
}

export interface Keyspace__Output {
  'sharded': (boolean);
  'vindexes': ({[key: string]: _vschema_Vindex__Output});
  'tables': ({[key: string]: _vschema_Table__Output});
  'require_explicit_routing': (boolean);
  'foreign_key_mode': (_vschema_Keyspace_ForeignKeyMode__Output);
  'multi_tenant_spec': (_vschema_MultiTenantSpec__Output | null);
}
