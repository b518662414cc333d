import type { Expr } from '@vt/sqlparser';
import type { PlanNode } from '../plan.ts';
import type { KeyColumn, SortKey } from './key.ts';

/**
 * An expression over columns of a row: column names of the table `#` are numbers, counted from 0.
 */
export type RowExpr = Expr;

/** Keeps the rows for which the predicate is true. */
export type Filter = {
  readonly kind: 'Filter';
  readonly predicate: RowExpr;
  readonly resultColumns: number;
  readonly input: PlanNode;
};

/** Computes columns. `name`: '' for the name that a plain column has already. */
export type Projection = {
  readonly kind: 'Projection';
  readonly exprs: readonly { readonly expr: RowExpr; readonly name: string }[];
  /** As of `Sort`. */
  readonly pads?: boolean;
  readonly input: PlanNode;
};

/**
 * `name`: '' for the one it has. `table`: what the client calls the table that it is of; absent: as it comes. `typeOf`: the argument of an
 * `UncorrelatedSubquery` around, whose value the column is: a literal's type tells less than the subquery's.
 */
export type PickedColumn = {
  readonly column: number;
  readonly name: string;
  readonly table?: string;
  readonly typeOf?: string;
};

/** Picks columns. */
export type SimpleProjection = {
  readonly kind: 'SimpleProjection';
  readonly columns: readonly PickedColumn[];
  readonly input: PlanNode;
};

/** Drops rows that were there already. */
export type Distinct = {
  readonly kind: 'Distinct';
  readonly keys: readonly KeyColumn[];
  /** As of `Sort`. */
  readonly pads: boolean;
  readonly resultColumns: number;
  readonly input: PlanNode;
};

/** Sorts all rows of its input. */
export type Sort = {
  readonly kind: 'Sort';
  readonly keys: readonly SortKey[];
  /** MySQL would have the rows in a temporary table, whose decimals have all their column's digits: `CASE … THEN 3 ELSE 1.5 END` is 3.0. */
  readonly pads: boolean;
  readonly resultColumns: number;
  readonly input: PlanNode;
};

/** Rows of all inputs, one input after the other. */
export type Concatenate = {
  readonly kind: 'Concatenate';
  readonly inputs: readonly PlanNode[];
  /** Of the columns, where they are text. */
  readonly collations: readonly (string | undefined)[];
};

/** EXCEPT and INTERSECT. */
export type SetOperation = {
  readonly kind: 'SetOperation';
  readonly operation: 'except' | 'except all' | 'intersect' | 'intersect all';
  readonly left: PlanNode;
  readonly right: PlanNode;
  /** Of the columns, where they are text. */
  readonly collations: readonly (string | undefined)[];
};
