import type { VtError } from '@vt/base';
import type { OwnType } from '../vindex/own-types.ts';
import type { Vindex } from '../vindex/vindex.ts';
import type { ForeignKeyMode, SrvVSchemaDocument } from './document.ts';

/** How the whole cluster's data is divided: what the planner reads. Built once for each version of the documents, then frozen. */
export type VSchema = {
  readonly keyspaces: ReadonlyMap<string, KeyspaceSchema>;
  /** By table name; `undefined` where several keyspaces have one of that name. */
  readonly globalTables: ReadonlyMap<string, Table | undefined>;
  readonly globalVindexes: ReadonlyMap<string, VindexEntry | undefined>;
  /** By `table` or `keyspace.table`, each also with `@replica` or `@rdonly`. */
  readonly routingRules: ReadonlyMap<string, RoutingRule>;
  /** By `keyspace.shard`: the keyspace that answers for this shard. */
  readonly shardRoutingRules: ReadonlyMap<string, string>;
  /** By `keyspace` or `keyspace@type`. */
  readonly keyspaceRoutingRules: ReadonlyMap<string, string>;
  /** By `keyspace.table`, also with `@replica` or `@rdonly`: what routing rules have led to. */
  readonly mirrorRules: ReadonlyMap<string, MirrorRule>;
  /** Aggregate functions that were loaded into servers of any keyspace, in lower case. */
  readonly loadedAggregates: ReadonlySet<string>;
  /** What it was built from. */
  readonly document: SrvVSchemaDocument;
};

export type KeyspaceSchema = {
  readonly name: string;
  readonly sharded: boolean;
  readonly requireExplicitRouting: boolean;
  readonly foreignKeyMode: ForeignKeyMode;
  readonly tables: ReadonlyMap<string, Table>;
  readonly vindexes: ReadonlyMap<string, VindexEntry>;
  /** Why this keyspace cannot be used; the others are not affected. */
  readonly error: VtError | undefined;
  /** By table: why it cannot be used, and is not among `tables`; the keyspace's others are not affected. */
  readonly tableErrors: ReadonlyMap<string, VtError>;
};

export type VindexEntry = { readonly keyspace: string; readonly vindex: Vindex; readonly owner: string | undefined };

export type TableType = 'table' | 'sequence' | 'reference';

export type Table = {
  readonly keyspace: string;
  readonly sharded: boolean;
  readonly name: string;
  readonly type: TableType;
  /** In the order written; the first is the primary one, which places a row. */
  readonly columnVindexes: readonly ColumnVindex[];
  readonly autoIncrement: AutoIncrement | undefined;
  readonly columns: readonly Column[];
  /** `columns` is the whole list, in the table's order. */
  readonly columnListAuthoritative: boolean;
  /** The primary key first, where there is one; undefined: not known. */
  readonly uniqueKeys: readonly UniqueKey[] | undefined;
  /** The keyspace id at which all rows are. */
  readonly pinned: Uint8Array | undefined;
  /** Of a reference table: where its rows are written. */
  readonly source: { readonly keyspace: string; readonly name: string } | undefined;
  /** Those that its own mysqld checks; undefined: not known. */
  readonly foreignKeys?: readonly ForeignKey[];
  /** Of a view over shards: its query, as a mysqld keeps it, with names of this database. */
  readonly view?: ViewDefinition;
};

/** Columns whose values must be in a table of the same keyspace. `onDelete`, `onUpdate`: in upper case, as `SET NULL`. */
export type ForeignKey = {
  readonly name: string;
  readonly columns: readonly string[];
  readonly parent: string;
  readonly parentColumns: readonly string[];
  readonly onDelete: string;
  readonly onUpdate: string;
};

export type ViewDefinition = { readonly query: string; readonly database: string };

/** Columns of which no two rows of one mysqld have the same values, NULLs aside. */
export type UniqueKey = { readonly name: string; readonly columns: readonly string[] };

export type ColumnVindex = {
  readonly columns: readonly string[];
  readonly vindex: Vindex;
  /** The rows of this table are what the vindex's own table is kept for. */
  readonly owned: boolean;
};

/** `sequence`: `keyspace.table`, resolved. */
export type AutoIncrement = {
  readonly column: string;
  readonly sequence: { readonly keyspace: string; readonly name: string };
};

export type Column = {
  readonly name: string;
  /** query.Type number; NULL_TYPE when not known. */
  readonly type: number;
  readonly collation: string | undefined;
  /** One of MariaDB's types that has no number. */
  readonly own?: OwnType;
  /** Characters of a text, bytes of BINARY and VARBINARY; undefined where it is not known. */
  readonly lengthMax?: number;
  /** Its text has zeros before the number. */
  readonly zerofill?: boolean;
  readonly invisible: boolean;
  readonly nullable: boolean;
  /** The DEFAULT expression as text. */
  readonly default: string | undefined;
  /** Computed from others: it cannot be written. */
  readonly generated?: boolean;
  /** The expression that it gets in a row that is changed, where the statement says nothing of it: of ON UPDATE. */
  readonly onUpdate?: string;
  /** The mysqld numbers it. */
  readonly autoIncrement?: boolean;
};

/** Of a table's reads, so many of a hundred are copied to another table. */
export type MirrorRule = { readonly table: Table; readonly percent: number } | { readonly error: VtError };

export type RoutingRule = { readonly table: Table } | { readonly disabled: true } | { readonly error: VtError };
