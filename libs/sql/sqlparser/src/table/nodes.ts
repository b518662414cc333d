import type { ConvertType, Expr, JsonResponse } from '../expr/nodes.ts';
import type { QueryStatement } from '../query/nodes.ts';

/** A table by name; `qualifier` is the database or keyspace, '' where not given. */
export type TableName = { readonly kind: 'TableName'; readonly name: string; readonly qualifier: string };
export type DerivedTable = {
  readonly kind: 'DerivedTable';
  readonly lateral: boolean;
  readonly select: QueryStatement;
};
export type AliasedTableExpr = {
  readonly kind: 'AliasedTableExpr';
  readonly expr: TableName | DerivedTable;
  readonly partitions: readonly string[];
  /** '' where not given. */
  readonly as: string;
  /** Column names of a derived table's alias. */
  readonly columns: readonly string[];
  readonly hints: readonly IndexHint[];
  /** MariaDB: FOR SYSTEM_TIME …, or the FOR PORTION OF … of a write */
  readonly systemTime: SystemTime | null;
  readonly sample?: TableSample;
};
/** TABLESAMPLE method (percentage); the percentage is a number, a bind or a user variable. */
export type TableSample = {
  readonly kind: 'TableSample';
  readonly method: 'bernoulli' | 'system';
  readonly percentage: Expr;
};
export type IndexHint = {
  readonly kind: 'IndexHint';
  readonly type: 'use index' | 'ignore index' | 'force index' | 'use vindex' | 'ignore vindex';
  readonly for: '' | 'join' | 'order by' | 'group by';
  readonly indexes: readonly string[];
};
export type SystemTime = {
  readonly kind: 'SystemTime';
  readonly type: 'all' | 'as of' | 'between' | 'from';
  /** FOR PORTION OF this period (and `type` is 'from'). */
  readonly portionOf?: string;
  readonly from: Expr | null;
  readonly to: Expr | null;
  /** The points are numbers of transactions, not times. */
  readonly fromTransaction?: true;
  readonly toTransaction?: true;
};
export type JoinKind =
  | 'join'
  | 'straight_join'
  | 'left join'
  | 'right join'
  | 'natural join'
  | 'natural left join'
  | 'natural right join';
export type JoinTableExpr = {
  readonly kind: 'JoinTableExpr';
  readonly join: JoinKind;
  readonly left: TableExpr;
  readonly right: TableExpr;
  readonly on: Expr | null;
  readonly using: readonly string[];
};
/** (t1, t2): parentheses matter for how joins nest, so they are kept. */
export type ParenTableExpr = { readonly kind: 'ParenTableExpr'; readonly exprs: readonly TableExpr[] };
export type JsonTableExpr = {
  readonly kind: 'JsonTableExpr';
  readonly expr: Expr;
  readonly path: Expr;
  readonly columns: readonly JsonTableColumn[];
  readonly as: string;
};
export type JsonTableColumn = JtOrdinal | JtPath | JtNested;
export type JtOrdinal = { readonly kind: 'JtOrdinal'; readonly name: string };
export type JtPath = {
  readonly kind: 'JtPath';
  readonly name: string;
  readonly type: ConvertType;
  readonly exists: boolean;
  /** '' or the collation of a character column. */
  readonly collate: string;
  readonly path: Expr;
  readonly onEmpty: JsonResponse | null;
  readonly onError: JsonResponse | null;
};
export type JtNested = { readonly kind: 'JtNested'; readonly path: Expr; readonly columns: readonly JsonTableColumn[] };

export type TableExpr = AliasedTableExpr | JoinTableExpr | JsonTableExpr | ParenTableExpr;

export type TableFamily = TableExpr | DerivedTable | IndexHint | JsonTableColumn | SystemTime | TableName | TableSample;
