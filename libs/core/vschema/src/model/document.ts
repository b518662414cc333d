/**
 * VSchema as people write it: the JSON form of `vschema.Keyspace` and `vschema.SrvVSchema`, field names as in the files.
 * Everything is optional there; absent means empty.
 */
export type KeyspaceDocument = {
  readonly sharded?: boolean;
  readonly vindexes?: Readonly<Record<string, VindexDocument>>;
  readonly tables?: Readonly<Record<string, TableDocument>>;
  readonly require_explicit_routing?: boolean;
  readonly foreign_key_mode?: ForeignKeyMode;
  readonly multi_tenant_spec?: { readonly tenant_id_column_name: string; readonly tenant_id_column_type: string };
};

export type ForeignKeyMode = 'unspecified' | 'disallow' | 'unmanaged' | 'managed';

export type VindexDocument = {
  readonly type: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly owner?: string;
};

export type TableDocument = {
  readonly type?: string;
  readonly column_vindexes?: readonly ColumnVindexDocument[];
  readonly auto_increment?: AutoIncrementDocument;
  readonly columns?: readonly ColumnDocument[];
  /** A keyspace id in hex. */
  readonly pinned?: string;
  readonly column_list_authoritative?: boolean;
  /** Of a reference table: `keyspace.table`. */
  readonly source?: string;
};

/** `sequence`: `keyspace.table`, or `table` where its name is unique. */
export type AutoIncrementDocument = { readonly column: string; readonly sequence: string };

export type ColumnVindexDocument = {
  readonly column?: string;
  readonly columns?: readonly string[];
  readonly name: string;
};

export type ColumnDocument = {
  readonly name: string;
  /** A query.Type by name (`VARCHAR`) or number. */
  readonly type?: string | number;
  readonly invisible?: boolean;
  readonly default?: string;
  readonly collation_name?: string;
  readonly size?: number;
  readonly scale?: number;
  readonly nullable?: boolean;
  readonly values?: readonly string[];
};

export type RoutingRuleDocument = { readonly from_table: string; readonly to_tables?: readonly string[] };

export type SrvVSchemaDocument = {
  readonly keyspaces?: Readonly<Record<string, KeyspaceDocument>>;
  readonly routing_rules?: { readonly rules?: readonly RoutingRuleDocument[] };
  readonly shard_routing_rules?: {
    readonly rules?: readonly {
      readonly from_keyspace: string;
      readonly to_keyspace: string;
      readonly shard: string;
    }[];
  };
  readonly keyspace_routing_rules?: {
    readonly rules?: readonly { readonly from_keyspace: string; readonly to_keyspace: string }[];
  };
  readonly mirror_rules?: {
    readonly rules?: readonly { readonly from_table: string; readonly to_table: string; readonly percent: number }[];
  };
};
