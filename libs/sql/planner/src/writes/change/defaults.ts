import type { Expr, Update, UpdateExpr } from '@vt/sqlparser';
import { refuse } from '../../refuse.ts';
import { column, contains, expressionOf, replaceColumns, sameName } from '../names.ts';
import { type FromTable, tableOfColumn } from './target.ts';

/**
 * With what a column has as its default in the place of DEFAULT, where that is an expression, and the gate must know what vindexes see of the row:
 * a SELECT cannot ask for it by the column's name.
 */
export function withDefaults(change: Update, from: readonly FromTable[]): Update {
  const isDefault = ({ expr }: UpdateExpr): boolean => expr.kind === 'Default' && expr.column === null;
  if (!change.exprs.some(isDefault)) return change;
  const ownerOf = ({ name }: UpdateExpr): FromTable => tableOfColumn(name, from, change.tables);
  const followed = new Set(
    change.exprs.flatMap((update) => (isOfVindex(update, ownerOf(update)) ? [ownerOf(update)] : [])),
  );
  const exprs = change.exprs.map((update) => {
    const owner = isDefault(update) ? ownerOf(update) : undefined;
    const expr = owner && followed.has(owner) ? defaultOf(update.name.name, owner) : undefined;
    if (!owner || !expr) return update;
    if (isOfVindex(update, owner) && contains(expr, ['CurTimeFuncExpr']))
      refuse('a vindex column set to the time by DEFAULT');
    return { ...update, expr };
  });
  return { ...change, exprs };
}

function isOfVindex({ name }: UpdateExpr, { table }: FromTable): boolean {
  return table.sharded && table.columnVindexes.some(({ columns }) => columns.some((one) => sameName(one, name.name)));
}

/** Undefined for a literal, or none. */
function defaultOf(name: string, { alias, table }: FromTable): Expr | undefined {
  const text = table.columns.find((one) => sameName(one.name, name))?.default;
  const expr = text === undefined ? undefined : expressionOf(text);
  return expr && expr.kind !== 'Literal' && expr.kind !== 'NullVal'
    ? replaceColumns(expr, (each) => column(each.name, alias))
    : undefined;
}
