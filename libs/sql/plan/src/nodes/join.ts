import type { PlanNode } from '../plan.ts';
import type { KeyColumn } from './key.ts';
import type { Route } from './route.ts';

/** For each row of the left one the right one is run, with columns of the left as arguments. */
export type Join = {
  readonly kind: 'Join';
  readonly variant: 'Join' | 'LeftJoin';
  readonly left: PlanNode;
  readonly right: PlanNode;
  /** Columns of the answer: -1, -2, … are columns 0, 1, … of the left, 1, 2, … are columns 0, 1, … of the right. */
  readonly columns: readonly number[];
  /** Arguments of the right one: name to column of the left. */
  readonly vars: Readonly<Record<string, number>>;
  /** How rows for many left rows are had at once, where that can be. */
  readonly batch: JoinBatch | undefined;
};

/** The right one with lists in place of arguments; rows are told apart by the columns that the arguments were compared with. */
export type JoinBatch<Right extends PlanNode = Route> = {
  readonly right: Right;
  readonly keys: readonly BatchKey[];
  /** The right one for all left rows at once: where many batches may cost more, as each of them may look at every row of its shards. */
  readonly whole: Right | undefined;
};

export type BatchKey = {
  /** The list bind's name. */
  readonly list: string;
  /** Columns that are equal in rows that belong together. */
  readonly left: number;
  readonly right: number;
  /** In which both sides' texts are compared; undefined: both are integers, decimals or bytes. */
  readonly collation: string | undefined;
};

/** The right one is run once; rows are found by one column being equal. */
export type HashJoin = {
  readonly kind: 'HashJoin';
  readonly variant: 'HashJoin' | 'HashLeftJoin';
  readonly left: PlanNode;
  readonly right: PlanNode;
  readonly columns: readonly number[];
  readonly leftKey: KeyColumn;
  readonly rightKey: KeyColumn;
};

/** Keeps the left rows for which the right one gives a row; `anti`: for which it gives none. */
export type SemiJoin = {
  readonly kind: 'SemiJoin';
  readonly anti: boolean;
  readonly left: PlanNode;
  readonly right: PlanNode;
  readonly vars: Readonly<Record<string, number>>;
  /** The values of the right one that left rows are found by, for many left rows at once, where that can be. */
  readonly batch: JoinBatch<PlanNode> | undefined;
  /** For the same values it gives the same, however often it is asked: nothing in it is drawn by chance, counted or assigned. */
  readonly stable?: true;
  /** How many columns of the left are for the answer. */
  readonly resultColumns: number;
};
