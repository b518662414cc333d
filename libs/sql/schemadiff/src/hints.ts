/** How to treat what can be seen as one change or another. The first of each is the default. */
export type DiffHints = {
  readonly autoIncrement: 'ignore' | 'apply higher' | 'apply always';
  /** Range partitions that come and go: a new partitioning, single statements, or nothing. */
  readonly rangeRotation: 'full spec' | 'distinct statements' | 'ignore';
  /** Names of checks and foreign keys: those that Vitess makes are not compared; none is; all are. */
  readonly constraintNames: 'ignore vitess' | 'ignore all' | 'strict';
  readonly columnRename: 'assume different' | 'heuristic statement';
  readonly tableRename: 'assume different' | 'heuristic statement';
  /** InnoDB adds one full-text key in a statement. */
  readonly fullTextKeys: 'distinct statements' | 'unify statements';
  readonly tableCharset: 'strict' | 'ignore empty' | 'ignore always';
  /** The qualifier of an altered table: of the old definition, or of the one declared in the new. */
  readonly tableQualifier: 'default' | 'declared';
  readonly algorithm: '' | 'INSTANT' | 'INPLACE' | 'COPY';
  readonly enumReorder: 'allow' | 'reject';
  /** May a foreign key come before its parent's table or index? */
  readonly foreignKeyChecks: 'strict' | 'create table first' | 'ignore';
  /** May a table's diff be more than one statement? */
  readonly subsequentDiffs: 'allow' | 'reject';
};

export const defaultHints: DiffHints = {
  autoIncrement: 'ignore',
  rangeRotation: 'full spec',
  constraintNames: 'ignore vitess',
  columnRename: 'assume different',
  tableRename: 'assume different',
  fullTextKeys: 'distinct statements',
  tableCharset: 'strict',
  tableQualifier: 'default',
  algorithm: '',
  enumReorder: 'allow',
  foreignKeyChecks: 'strict',
  subsequentDiffs: 'allow',
};
