import type { PlanNode } from '../plan.ts';
import type { JoinBatch } from './join.ts';

/** Runs a query first and hands what it gave to the outer one as binds. */
export type UncorrelatedSubquery = {
  readonly kind: 'UncorrelatedSubquery';
  readonly variant: 'PulloutValue' | 'PulloutIn' | 'PulloutNotIn' | 'PulloutExists';
  /** Bind of the value, or the list. */
  readonly argument: string;
  /** The value is part of an expression that gets its type from it, which a literal NULL has not. */
  readonly typed?: boolean;
  /** Bind that is 1 where the query gave rows, else 0. */
  readonly hasValues: string;
  readonly subquery: PlanNode;
  readonly outer: PlanNode;
};

/** Runs a query for each row and adds what it gave as a column. */
export type ApplySubquery = {
  readonly kind: 'ApplySubquery';
  readonly form: 'value' | 'exists';
  readonly subquery: PlanNode;
  readonly vars: Readonly<Record<string, number>>;
  /** For many rows at once, where that can be: the values that they are found by, and behind those what is wanted. */
  readonly batch: JoinBatch<PlanNode> | undefined;
  /** For the same values it gives the same, however often it is asked: nothing in it is drawn by chance, counted or assigned. */
  readonly stable?: true;
  /** A COUNT: of no rows it is 0, where other values are NULL. */
  readonly counts: boolean;
  /** Columns of the answer: those of the input by number, -1 is what the query gave. */
  readonly columns: readonly number[];
  readonly name: string;
  readonly input: PlanNode;
};

/** A recursive common table expression, round after round until one gives nothing. */
export type RecurseCte = {
  readonly kind: 'RecurseCTE';
  readonly seed: PlanNode;
  readonly step: PlanNode;
  /** Binds of the step: name to column of a row of the round before. */
  readonly vars: Readonly<Record<string, number>>;
  readonly distinct: boolean;
};
