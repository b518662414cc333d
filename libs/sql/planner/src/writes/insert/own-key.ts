import type { Select } from '@vt/sqlparser';
import type { PlannerEnvironment } from '../../environment.ts';
import { resolve } from '../../semantics/scope.ts';
import { sameName } from '../names.ts';

/** Whether a query gives all columns of a key of its one table: then its rows are different, with DISTINCT and without. */
export function hasOwnKey({ from, columns }: Select, environment: PlannerEnvironment): boolean {
  const [only, ...more] = from;
  if (only?.kind !== 'AliasedTableExpr' || more.length > 0 || only.expr.kind !== 'TableName') return false;
  const table = resolve(only.expr, environment);
  const given = columns.flatMap((item) =>
    item.kind === 'AliasedExpr' && item.expr.kind === 'ColName' ? [item.expr.name] : [],
  );
  const isGiven = (name: string): boolean => given.some((one) => sameName(one, name));
  const isWhole = (name: string): boolean =>
    table?.columns.some((column) => sameName(column.name, name) && !column.nullable) === true;
  return table?.uniqueKeys?.some((key) => key.columns.every((name) => isGiven(name) && isWhole(name))) ?? false;
}
