import type { PlanValues } from '@vt/plan';
import type { Expr, Order, QueryStatement, Select, Subquery } from '@vt/sqlparser';
import type { VindexEntry } from '@vt/vschema';
import type { RouteChoice, RoutedTable } from '../routing/choose.ts';
import type { Condition } from '../routing/facts.ts';
import type { BatchedKey } from './batched.ts';

/** What a shard set does by itself: one SELECT under construction. */
export type RouteOp = {
  readonly kind: 'Route';
  readonly keyspace: string;
  /** `dual`: no table at all; may join any other. */
  readonly place: 'sharded' | 'unsharded' | 'reference' | 'system' | 'dual' | 'sequence';
  /** The sharded tables in it, those of derived tables too. */
  readonly tables: readonly RoutedTable[];
  /** What is true of every row; decides where to go. */
  readonly conditions: readonly Condition[];
  /** What is true of rows that an outer join found: tells which tables go together, but not where to. */
  readonly matches: readonly Expr[];
  readonly choice: RouteChoice;
  /** Without columns, unless `closed`. */
  readonly select: Select;
  /** The block of the client's that FROM and WHERE are still those of; `*` means there what it says. */
  readonly block: Select | undefined;
  /** A whole query: columns, order and all are placed; nothing can be added but around it. */
  readonly closed: QueryStatement | undefined;
  /** The columns of a closed one, where they are known. */
  readonly outputs: readonly OutputColumn[] | undefined;
  /** Aliases whose columns it can give. */
  readonly sources: ReadonlySet<string>;
  /** Each shard's rows come in the order of the statement, and are merged by it. */
  readonly merged: boolean;
  /** Its rows are groups, or the one row of aggregates. */
  readonly aggregated: boolean;
};

/** Inner joins whose order is free. */
export type QueryGraphOp = {
  readonly kind: 'QueryGraph';
  readonly units: readonly Operator[];
  readonly predicates: readonly Expr[];
  /** Join in the order written. */
  readonly straight: boolean;
  readonly select: Select | undefined;
};

/** A block whose FROM and WHERE are planned and whose other clauses are not placed. */
export type HorizonOp = {
  readonly kind: 'Horizon';
  readonly select: Select;
  readonly columns: readonly OutputColumn[] | undefined;
  readonly input: Operator;
};

/** A column of a block's result. `name`: what the client sees; '' where the expression names itself. */
export type OutputColumn = { readonly expr: Expr; readonly name: string };

export type FilterOp = { readonly kind: 'Filter'; readonly predicates: readonly Expr[]; readonly input: Operator };

/** For each row of the left one the right one is run, with columns of the left as arguments. */
export type JoinOp = {
  readonly kind: 'Join';
  readonly variant: 'inner' | 'left';
  readonly left: Operator;
  readonly right: Operator;
  /** Arguments of the right one by name. */
  readonly vars: ReadonlyMap<string, Expr>;
  /** The right one is run once, and rows are found by these being equal. */
  readonly hash: { readonly left: Expr; readonly right: Expr } | undefined;
};

/** Keeps the left rows for which the right one gives a row; `anti`: for which it gives none. */
export type SemiJoinOp = {
  readonly kind: 'SemiJoin';
  readonly anti: boolean;
  readonly left: Operator;
  readonly right: Operator;
  readonly query: Block;
  readonly vars: ReadonlyMap<string, Expr>;
  readonly batch: SubqueryBatch | undefined;
  /** For the same arguments it gives the same. */
  readonly stable: boolean;
};

/** The columns that arguments are compared with, for lists of those, and behind them the value that is wanted; `whole`: for all there are. */
export type SubqueryBatch = {
  readonly query: Block;
  readonly whole: Block | undefined;
  /** In the order of the columns. */
  readonly keys: readonly BatchedKey[];
};

/** Runs a query first, and hands what it gave to the outer one as arguments. */
export type SubqueryOp = {
  readonly kind: 'Subquery';
  readonly form: 'value' | 'in' | 'not in' | 'exists';
  readonly query: Block;
  /** Of the value or the list. */
  readonly argument: string;
  readonly hasValues: string;
  readonly outer: Operator;
};

/** For each row runs a query and adds what it gave as a column. */
export type ApplyOp = {
  readonly kind: 'Apply';
  readonly form: 'value' | 'exists';
  readonly query: Block;
  /** What the column stands for. */
  readonly node: Subquery | Expr;
  readonly vars: ReadonlyMap<string, Expr>;
  readonly batch: SubqueryBatch | undefined;
  /** For the same arguments it gives the same. */
  readonly stable: boolean;
  readonly input: Operator;
};

export type AggregateOp = {
  readonly kind: 'Aggregate';
  readonly groups: readonly Expr[];
  readonly aggregates: readonly Expr[];
  /** No GROUP BY: one row even of none. */
  readonly scalar: boolean;
  /** What is neither: any row's value will do. */
  readonly others: readonly Expr[];
  /** The input has grouped and aggregated its part of the rows. */
  readonly partial: boolean;
  /** No two of the input's shards have one value of those that DISTINCT aggregates are of. */
  readonly apart?: boolean;
  /** The input's rows come in order of the groups. */
  readonly sorted: boolean;
  /** For each group the order in which groups come. */
  readonly directions: readonly ('asc' | 'desc')[];
  /** That order is one that the query asks for. */
  readonly asked?: boolean;
  readonly input: Operator;
};

export type WindowOp = { readonly kind: 'Window'; readonly functions: readonly Expr[]; readonly input: Operator };

export type DistinctOp = { readonly kind: 'Distinct'; readonly exprs: readonly Expr[]; readonly input: Operator };

export type OrderOp = { readonly kind: 'Order'; readonly keys: readonly Order[]; readonly input: Operator };

export type LimitOp = {
  readonly kind: 'Limit';
  readonly count: Expr;
  readonly offset: Expr | undefined;
  /** The input was told already. */
  readonly pushed: boolean;
  readonly input: Operator;
};

/** Names the columns of a block that something around uses as a table. */
export type DerivedOp = {
  readonly kind: 'Derived';
  readonly alias: string;
  /** By lower-case name. */
  readonly columns: ReadonlyMap<string, Expr>;
  readonly input: Operator;
};

/** Rows of several blocks, column by column. Its columns are those of the source `alias`, named `c0`, `c1`, …. */
export type UnionOp = {
  readonly kind: 'Union';
  readonly operation: 'all' | 'except' | 'except all' | 'intersect' | 'intersect all';
  readonly alias: string;
  readonly branches: readonly Block[];
};

/** A recursive CTE. */
export type RecurseOp = {
  readonly kind: 'Recurse';
  readonly alias: string;
  readonly columns: readonly string[];
  readonly distinct: boolean;
  readonly seed: Block;
  readonly step: Block;
  /** Arguments of the step: the columns of the round before. */
  readonly vars: ReadonlyMap<string, string>;
};

/** A vindex read like a table: where values are. */
export type VindexFuncOp = {
  readonly kind: 'VindexFunc';
  readonly alias: string;
  readonly entry: VindexEntry;
  /** Undefined until a condition says for which. */
  readonly values: PlanValues | undefined;
};

export type Operator =
  | AggregateOp
  | ApplyOp
  | DerivedOp
  | DistinctOp
  | FilterOp
  | HorizonOp
  | JoinOp
  | LimitOp
  | OrderOp
  | QueryGraphOp
  | RecurseOp
  | RouteOp
  | VindexFuncOp
  | SemiJoinOp
  | SubqueryOp
  | UnionOp
  | WindowOp;

/** A planned query: rows, and which of their expressions the query gives. `columns` undefined: a closed route with `*`. */
export type Block = {
  readonly op: Operator;
  readonly columns: readonly OutputColumn[] | undefined;
  /** Of a set operation in one route, whose `columns` are its first branch's: those of the other branches. */
  readonly others?: readonly (readonly OutputColumn[])[];
};
