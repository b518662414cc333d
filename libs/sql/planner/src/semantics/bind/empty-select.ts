import { type AliasedExpr, print, type Select } from '@vt/sqlparser';

export const emptySelect: Select = {
  kind: 'Select',
  comments: [],
  with: null,
  options: [],
  columns: [],
  from: [],
  where: null,
  groupBy: null,
  having: null,
  windows: [],
  qualify: null,
  orderBy: [],
  limit: null,
  locks: [],
  into: null,
};

/** The name MySQL gives a column of the result. */
export function columnName({ as, expr, text }: AliasedExpr): string {
  if (as === '' && expr.kind === 'NullVal') return 'NULL';
  return as || (expr.kind === 'ColName' ? expr.name : text || print(expr));
}
