import type { AliasedTableExpr, JsonTableExpr, QueryStatement, TableName } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import type { OwnType, Table, VindexEntry } from '@vt/vschema';
import { systemText } from './literal-name.ts';

/** What is known of a column before any row is seen. */
export type ColumnInfo = {
  readonly name: string;
  /** query.Type number; NULL_TYPE: not known. */
  readonly type: number;
  readonly collation: string | undefined;
  readonly nullable: boolean;
  /** Its text has zeros before the number, which a literal of it has not. */
  readonly zerofill?: boolean;
  /** One of MariaDB's types that has no number. */
  readonly own?: OwnType;
  /** Not part of `*`. */
  readonly invisible: boolean;
};

type Common = {
  /** Unique in the whole statement: a column's qualifier tells where it comes from, in whatever block it stands. */
  readonly alias: string;
  /** By what the client calls it. */
  readonly name: string;
  readonly columns: readonly ColumnInfo[];
  /** `columns` is the whole list. */
  readonly authoritative: boolean;
};

export type Mentions = { count: number };

/** One mention of something that has rows. */
export type Source = Common &
  (
    | { readonly kind: 'table'; readonly table: Table; readonly node: AliasedTableExpr; readonly written: TableName }
    | { readonly kind: 'vindex'; readonly entry: VindexEntry; readonly node: AliasedTableExpr }
    /** A table of information_schema and its like: any mysqld has it. */
    | { readonly kind: 'system'; readonly node: AliasedTableExpr }
    /** A derived table, a view, or a CTE that is used here. */
    | {
        readonly kind: 'derived';
        readonly query: QueryStatement;
        readonly lateral: boolean;
        /** A view's: its columns may be named with it. */
        readonly keyspace: string | undefined;
        /** Of a CTE: how often the statement mentions it, once all of it is bound. */
        readonly mentions?: Mentions | undefined;
      }
    | {
        readonly kind: 'recursive';
        readonly seed: QueryStatement;
        readonly step: QueryStatement;
        readonly distinct: boolean;
        readonly self: string;
      }
    /** Inside of a recursive CTE: the rows of the round before. */
    | { readonly kind: 'self' }
    | { readonly kind: 'json_table'; readonly node: JsonTableExpr }
  );

export function unknownColumn(name: string): ColumnInfo {
  return { name, type: Type.NULL_TYPE, collation: undefined, nullable: true, invisible: false };
}

/** As MySQL compares column names. */
export function findColumn(source: Pick<Source, 'columns'>, name: string): ColumnInfo | undefined {
  const wanted = systemText(name).toLowerCase();
  return source.columns.find((column) => systemText(column.name).toLowerCase() === wanted);
}
