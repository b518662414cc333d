import type { Statement } from '../ast/node.ts';
import type { Expr } from '../expr/nodes.ts';

/**
 * Whose variable is set. '' is a bare name (the session's, or a local variable of a stored program), `session` is @@name,
 * `@@session` is @@session.name where that differs from @@name: for what concerns the next transaction only.
 */
export type SetScope =
  | ''
  | 'user'
  | 'session'
  | '@@session'
  | 'global'
  | 'persist'
  | 'persist_only'
  | 'vitess_metadata'
  /** SET NAMES and SET CHARACTER SET. */
  | 'names'
  | 'charset';

export type SetExpr = {
  readonly kind: 'SetExpr';
  readonly scope: SetScope;
  /** With dots where it has parts; '' for names and charset. */
  readonly name: string;
  /** ON and OFF are the strings 'on' and 'off'; names without quotes (of charsets, engines) are columns. */
  readonly expr: Expr;
  /** SET NAMES … COLLATE; else ''. */
  readonly collate: string;
};
export type SetStatement = {
  readonly kind: 'SetStatement';
  readonly comments: readonly string[];
  readonly exprs: readonly SetExpr[];
};
/** MariaDB: SET STATEMENT variables FOR statement. */
export type SetFor = {
  readonly kind: 'SetFor';
  readonly exprs: readonly SetExpr[];
  readonly statement: Statement;
};

export type SetFamilyStatement = SetFor | SetStatement;
export type SetFamily = SetExpr | SetFamilyStatement;
