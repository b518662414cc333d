import type { ColName, Expr, ValTuple } from '../expr/nodes.ts';
import type { Limit, Order, QueryStatement, SelectExpr, With } from '../query/nodes.ts';
import type { AliasedTableExpr, TableExpr, TableName } from '../table/nodes.ts';
import type { HandlerStatement, LoadData } from './load-nodes.ts';

export type * from './load-nodes.ts';

export type Insert = {
  readonly kind: 'Insert';
  readonly action: 'insert' | 'replace';
  readonly comments: readonly string[];
  readonly priority: '' | 'low_priority' | 'delayed' | 'high_priority';
  readonly ignore: boolean;
  /** With its partitions; never hints. */
  readonly table: AliasedTableExpr;
  /** null where no list was given; `()` is an empty list. */
  readonly columns: readonly string[] | null;
  readonly rows: Values | QueryStatement;
  readonly rowAlias: RowAlias | null;
  readonly onDup: readonly UpdateExpr[];
  /** MariaDB: RETURNING. */
  readonly returning: readonly SelectExpr[];
};
/** The rows of an INSERT. */
export type Values = {
  readonly kind: 'Values';
  /** Written VALUES ROW(…). */
  readonly rowKeyword: boolean;
  readonly rows: readonly ValTuple[];
};
export type RowAlias = { readonly kind: 'RowAlias'; readonly name: string; readonly columns: readonly string[] };
export type UpdateExpr = { readonly kind: 'UpdateExpr'; readonly name: ColName; readonly expr: Expr };
export type Update = {
  readonly kind: 'Update';
  readonly comments: readonly string[];
  readonly with: With | null;
  readonly lowPriority: boolean;
  readonly ignore: boolean;
  readonly tables: readonly TableExpr[];
  readonly exprs: readonly UpdateExpr[];
  readonly where: Expr | null;
  readonly orderBy: readonly Order[];
  readonly limit: Limit | null;
  readonly returning: readonly SelectExpr[];
};
export type Delete = {
  readonly kind: 'Delete';
  readonly comments: readonly string[];
  readonly with: With | null;
  readonly lowPriority: boolean;
  readonly quick: boolean;
  readonly ignore: boolean;
  /** Tables rows are deleted from, in the multi-table form; else empty. */
  readonly targets: readonly TableName[];
  readonly tables: readonly TableExpr[];
  readonly where: Expr | null;
  readonly orderBy: readonly Order[];
  readonly limit: Limit | null;
  readonly returning: readonly SelectExpr[];
};

export type DmlStatement = Delete | HandlerStatement | Insert | LoadData | Update;
export type DmlFamily = DmlStatement | RowAlias | UpdateExpr | Values;
