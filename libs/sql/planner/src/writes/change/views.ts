import { VtError } from '@vt/base';
import type { Delete, TableExpr, TableName, Update } from '@vt/sqlparser';
import { findTableOrVindex, type Table } from '@vt/vschema';
import type { PlannerEnvironment } from '../../environment.ts';
import { refuse } from '../../refuse.ts';
import { sameName } from '../names.ts';
import type { FromTable } from './target.ts';

type FromView = { readonly alias: string; readonly table: Table };

/** Undefined: the name is no view's, or of one whose query is not known here. */
export function viewOf(name: TableName, environment: PlannerEnvironment): Table | undefined {
  const { vschema, keyspace: selected, tabletType } = environment;
  const keyspace = name.qualifier || (vschema.keyspaces.has(selected) ? selected : '');
  if (!vschema.keyspaces.has(keyspace) && keyspace !== '') return undefined;
  const found = findTableOrVindex(vschema, keyspace, name.name, tabletType);
  if ('vindex' in found || !environment.view?.(found.table.keyspace, found.table.name)) return undefined;
  return found.table;
}

/** Views of a FROM: they are read as the queries that they are. */
function fromViews(
  from: readonly TableExpr[],
  environment: PlannerEnvironment,
  ctes: ReadonlySet<string>,
): readonly FromView[] {
  return from.flatMap((expr): readonly FromView[] => {
    if (expr.kind === 'JoinTableExpr') return fromViews([expr.left, expr.right], environment, ctes);
    if (expr.kind === 'ParenTableExpr') return fromViews(expr.exprs, environment, ctes);
    if (expr.kind !== 'AliasedTableExpr' || expr.expr.kind !== 'TableName') return [];
    const name = expr.expr;
    if (name.qualifier === '' && ctes.has(name.name.toLowerCase())) return [];
    const table = viewOf(name, environment);
    return table ? [{ alias: expr.as || name.name, table }] : [];
  });
}

/**
 * Whether a change reads views beside the tables that it changes.
 * @throws VT12001 where it changes a view's rows, or may.
 */
export function readsViews(
  change: Update | Delete,
  from: readonly FromTable[],
  environment: PlannerEnvironment,
  ctes: ReadonlySet<string>,
): boolean {
  const views = fromViews(change.tables, environment, ctes);
  if (views.length === 0) return false;
  const changed = change.kind === 'Delete' ? isDeletedFrom(change, views) : isUpdated(change, views, from);
  return changed ? refuse('writing a view over shards') : true;
}

function isDeletedFrom({ targets, tables }: Delete, views: readonly FromView[]): boolean {
  if (targets.length === 0) return tables.length === 1;
  return targets.some(({ name }) => views.some(({ alias }) => alias === name));
}

function isUpdated({ exprs }: Update, views: readonly FromView[], from: readonly FromTable[]): boolean {
  return exprs.some(({ name: { name, qualifier } }) => {
    if (qualifier) return views.some(({ alias }) => alias === qualifier.name);
    const hasColumn = ({ table }: { readonly table: Table }) =>
      table.columns.some((column) => sameName(column.name, name));
    if (views.some(hasColumn) && from.some(hasColumn)) throw VtError.of('VT03021', name);
    return views.some((view) => hasColumn(view) || !view.table.columnListAuthoritative);
  });
}
