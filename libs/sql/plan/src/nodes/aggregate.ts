import type { PlanNode } from '../plan.ts';
import type { KeyColumn, SortKey } from './key.ts';

/** Groups rows that come in order of the groups, and combines each group's rows into one. */
export type AggregateNode = {
  readonly kind: 'Aggregate';
  readonly groups: readonly KeyColumn[];
  /** No GROUP BY: one row even of none. */
  readonly scalar: boolean;
  /** The columns of the answer. */
  readonly outputs: readonly AggregateOutput[];
  readonly input: PlanNode;
};

export type AggregateFunction =
  /** Of raw rows. */
  | 'count_star'
  | 'count'
  | 'sum'
  | 'avg'
  | 'min'
  | 'max'
  | 'any_value'
  | 'group_concat'
  /** Of values that are told apart first. */
  | 'count_distinct'
  | 'sum_distinct'
  | 'avg_distinct'
  /** Of what shards have counted and added. */
  | 'sum_count'
  | 'sum_sum'
  | 'avg_parts'
  | 'group_concat_parts';

export type AggregateOutput = {
  readonly function: AggregateFunction;
  readonly column: number;
  /** Of min, max and distinct: as of a key. */
  readonly weight: number | undefined;
  readonly collation: string | undefined;
  /** Of `avg_parts`: the counts. Of `any_value`: of how many rows each value is. */
  readonly count: number | undefined;
  readonly separator: string | undefined;
  /** Of `group_concat`: by what its values are told apart, and in which order they stand. */
  readonly distinct?: readonly KeyColumn[];
  readonly orderBy?: readonly SortKey[];
  /** Of averages: an expression goes on computing with it, with more digits than are shown. */
  readonly exact?: boolean;
  /** Of any_value: decimals get the digits of their column, as in the table in which MySQL groups rows of joins. */
  readonly pads?: boolean;
  /** Of min and max where MySQL keeps no table of groups: the member of an ENUM is a text then, and a ZEROFILL number has no zeros before it. */
  readonly unkept?: boolean;
  /** '' for the column's own. */
  readonly name: string;
  /** As the statement has it, for explaining. */
  readonly text: string;
};
